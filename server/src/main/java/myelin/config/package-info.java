/// Synapse's `homeserver.yaml`, read once into records: every option, its default, and what is wrong with it.
@NullMarked
package myelin.config;

import org.jspecify.annotations.NullMarked;
