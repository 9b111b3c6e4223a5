package myelin.options;

import myelin.options.Value.Place;

/// Something in the configuration that must be changed before the server starts.
///
/// @param place file and line
/// @param path the option, e.g. `listeners[0].port`; empty for a whole file
/// @param message what is wrong with it
record Problem(Place place, String path, String message) {

    @Override
    public String toString() {
        return path.isEmpty() ? place + ": " + message : place + ": " + path + " " + message;
    }
}
