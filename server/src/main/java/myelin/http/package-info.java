/// Routes as values, what their handlers are given and may answer, and the web server that carries them.
/// Jetty is known to two classes here and to nobody else.
@NullMarked
package myelin.http;

import org.jspecify.annotations.NullMarked;
