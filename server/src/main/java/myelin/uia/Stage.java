package myelin.uia;

/// The types of the stages we know.
///
/// [Authentication types](https://spec.matrix.org/v1.19/client-server-api/#authentication-types)
public final class Stage {

    /// Always succeeds; says that somebody has read the question.
    public static final String DUMMY = "m.login.dummy";

    /// A user proves to know his password.
    public static final String PASSWORD = "m.login.password";

    /// A newcomer has a token that an administrator gave him.
    public static final String REGISTRATION_TOKEN = "m.login.registration_token";

    /// A newcomer accepts the privacy policy.
    public static final String TERMS = "m.login.terms";

    private Stage() {}
}
