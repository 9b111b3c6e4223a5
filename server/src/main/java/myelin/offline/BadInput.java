package myelin.offline;

import java.util.function.Supplier;
import myelin.core.event.InvalidPdu;
import myelin.core.id.InvalidId;
import myelin.core.json.NotCanonical;

/// The input is JSON, but not what the question needs. The message is one line for whoever asked.
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param message what is wrong and where, in one line
    public BadInput(String message) {
        super(message, null, false, false);
    }

    /// Reads what stands at `place` of the input; what the core cannot read is bad input there.
    static <T> T reading(String place, Supplier<T> read) {
        try {
            return read.get();
        } catch (BadInput | InvalidPdu | InvalidId | NotCanonical problem) {
            throw new BadInput(place + ": " + problem.getMessage());
        }
    }
}
