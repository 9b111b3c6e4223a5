package myelin.acceptance;

/// The databases that Myelin runs on.
public enum Storage {
    SQLITE,
    POSTGRES
}
