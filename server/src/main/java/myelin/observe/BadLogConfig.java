package myelin.observe;

/// A logging file asks for something that is wrong or not there; the message begins with the key.
public final class BadLogConfig extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadLogConfig(String path, String message) {
        super(path + " " + message, null, false, false);
    }
}
