/// Routes as values, what their handlers are given and may answer. The web server that carries them is `web`.
@NullMarked
package myelin.http;

import org.jspecify.annotations.NullMarked;
