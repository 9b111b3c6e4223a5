package myelin.web;

/// A listener can't be opened. The message says which, and why, for the administrator.
public final class CannotListen extends RuntimeException {

    CannotListen(String message, Throwable cause) {
        super(message, cause);
    }
}
