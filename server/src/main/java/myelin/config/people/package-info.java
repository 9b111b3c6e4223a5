/// What the configuration says about people: who may make an account, how they log in, what their profiles may be.
@NullMarked
package myelin.config.people;

import org.jspecify.annotations.NullMarked;
