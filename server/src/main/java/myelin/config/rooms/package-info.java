/// What the configuration says about rooms and what happens in them: how they are made, named, published, and told of.
@NullMarked
package myelin.config.rooms;

import org.jspecify.annotations.NullMarked;
