package myelin.http;

import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;

/// An error that the caller gets to see: status, code, a sentence in English, and fields that some codes add.
/// It has no stack trace: it is an answer, thrown where it is known, and rendered by the `Dispatcher`.
///
/// [Standard error response](https://spec.matrix.org/v1.19/client-server-api/#standard-error-response)
public final class MatrixError extends RuntimeException {

    private final int status;
    private final String errcode;
    private final String error;
    private final JsonObject extra;

    private MatrixError(int status, String errcode, String error, JsonObject extra) {
        super(status + " " + errcode + ": " + error, null, false, false);
        this.status = status;
        this.errcode = errcode;
        this.error = error;
        this.extra = extra;
    }

    /// An error with a code for which there is no method of its own below.
    public static MatrixError of(int status, String errcode, String error) {
        return new MatrixError(status, errcode, error, JsonObject.EMPTY);
    }

    /// The same error with one more field in its body.
    public MatrixError with(String key, Object value) {
        return new MatrixError(status, errcode, error, extra.with(key, value));
    }

    public static MatrixError forbidden(String error) {
        return of(403, "M_FORBIDDEN", error);
    }

    public static MatrixError notFound(String error) {
        return of(404, "M_NOT_FOUND", error);
    }

    /// There is no such path.
    public static MatrixError unrecognized() {
        return of(404, "M_UNRECOGNIZED", "Unrecognized request");
    }

    /// There is such a path, but not with this method.
    public static MatrixError methodNotAllowed() {
        return of(405, "M_UNRECOGNIZED", "Method not allowed");
    }

    /// @param softLogout the device still exists: the client may log in again and keep its keys
    public static MatrixError unknownToken(String error, boolean softLogout) {
        return of(401, "M_UNKNOWN_TOKEN", error).with("soft_logout", softLogout);
    }

    public static MatrixError missingToken() {
        return missingToken("Missing access token");
    }

    public static MatrixError missingToken(String error) {
        return of(401, "M_MISSING_TOKEN", error);
    }

    public static MatrixError unauthorized(String error) {
        return of(401, "M_UNAUTHORIZED", error);
    }

    public static MatrixError notJson(String error) {
        return of(400, "M_NOT_JSON", error);
    }

    public static MatrixError badJson(String error) {
        return of(400, "M_BAD_JSON", error);
    }

    /// What is wrong with JSON that a caller sent: `M_MISSING_PARAM` for a missing field, else `M_BAD_JSON`.
    public static MatrixError from(BadJson problem) {
        String error = String.valueOf(problem.getMessage());
        return problem.isMissing() ? missingParam(error) : badJson(error);
    }

    public static MatrixError missingParam(String error) {
        return of(400, "M_MISSING_PARAM", error);
    }

    public static MatrixError invalidParam(String error) {
        return of(400, "M_INVALID_PARAM", error);
    }

    /// @param retryAfterMs milliseconds until it may be tried again
    public static MatrixError limitExceeded(long retryAfterMs) {
        return of(429, "M_LIMIT_EXCEEDED", "Too Many Requests")
                .with("retry_after_ms", retryAfterMs);
    }

    /// What was sent is too large.
    public static MatrixError tooLarge(String error) {
        return of(413, "M_TOO_LARGE", error);
    }

    /// A request that can't be done, and no code tells why.
    public static MatrixError unknown(String error) {
        return of(400, "M_UNKNOWN", error);
    }

    public static MatrixError userInUse(String error) {
        return of(400, "M_USER_IN_USE", error);
    }

    public static MatrixError invalidUsername(String error) {
        return of(400, "M_INVALID_USERNAME", error);
    }

    /// The name is reserved for an application service.
    public static MatrixError exclusive(String error) {
        return of(400, "M_EXCLUSIVE", error);
    }

    public static MatrixError userDeactivated(String error) {
        return of(403, "M_USER_DEACTIVATED", error);
    }

    public static MatrixError guestAccessForbidden() {
        return guestAccessForbidden("Guest access not allowed");
    }

    public static MatrixError guestAccessForbidden(String error) {
        return of(403, "M_GUEST_ACCESS_FORBIDDEN", error);
    }

    public static MatrixError roomInUse(String error) {
        return of(400, "M_ROOM_IN_USE", error);
    }

    public static MatrixError unsupportedRoomVersion(String error) {
        return of(400, "M_UNSUPPORTED_ROOM_VERSION", error);
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// The code, as `M_FORBIDDEN`.
    public String errcode() {
        return errcode;
    }

    /// What went wrong, for people.
    public String error() {
        return error;
    }

    /// The fields beside `errcode` and `error`.
    public JsonObject extra() {
        return extra;
    }

    /// The body of the answer.
    public JsonObject json() {
        return JsonObject.of("errcode", errcode, "error", error).merge(extra);
    }

    Response response() {
        Response response = Response.json(status, json());
        return extra.integer("retry_after_ms")
                .filter(ms -> status == 429)
                .map(ms -> response.withHeader("Retry-After", Long.toString((ms + 999) / 1000)))
                .orElse(response);
    }
}
