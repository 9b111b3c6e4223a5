/// The web server: listeners, certificates, compression; carries requests to the dispatcher of `http`.
@NullMarked
package myelin.web;

import org.jspecify.annotations.NullMarked;
