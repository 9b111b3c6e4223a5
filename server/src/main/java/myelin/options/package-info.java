/// The table of all options of `homeserver.yaml`, and the reading of YAML by it: types, places, defaults, old names.
@NullMarked
package myelin.options;

import org.jspecify.annotations.NullMarked;
