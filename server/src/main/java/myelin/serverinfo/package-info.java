/// What the server says about itself: versions, capabilities, well-known files, its front page.
@NullMarked
package myelin.serverinfo;

import org.jspecify.annotations.NullMarked;
