package myelin.core.id;

import java.util.Optional;

/// The address of uploaded content, `mxc://server/mediaId`.
///
/// See <https://spec.matrix.org/v1.19/client-server-api/#matrix-content-mxc-uris>.
public record MxcUri(String value) implements Identifier {
    private static final String SCHEME = "mxc://";
    private static final int MAX_MEDIA_ID = 255;

    /// @throws InvalidId if the server name or the media id breaks its grammar
    public MxcUri {
        if (!value.startsWith(SCHEME)) {
            throw new InvalidId("not an MXC URI: it must begin with mxc://");
        }
        int slash = value.indexOf('/', SCHEME.length());
        if (slash < 0 || !ServerName.matches(value.substring(0, slash), SCHEME.length())) {
            throw new InvalidId("not an MXC URI: it has no server name");
        }
        // "The media-id segment MUST consist of only alphanumeric (A-Za-z0-9), _ and - characters."
        int length = value.length() - slash - 1;
        if (length == 0 || length > MAX_MEDIA_ID || !Grammar.isUrlSafe(value, slash + 1)) {
            throw new InvalidId(
                    "not an MXC URI: the media ID must have 1 to "
                            + MAX_MEDIA_ID
                            + " characters of A-Z a-z 0-9 - _");
        }
    }

    /// The identifier with this text.
    ///
    /// @throws InvalidId if the server name or the media id breaks its grammar
    public static MxcUri parse(String value) {
        return new MxcUri(value);
    }

    /// As [#parse], but empty instead of an exception.
    public static Optional<MxcUri> tryParse(String value) {
        return Grammar.attempt(MxcUri::new, value);
    }

    /// The content `mediaId` of `server`.
    ///
    /// @throws InvalidId if the media id breaks its grammar
    public static MxcUri of(ServerName server, String mediaId) {
        return new MxcUri(SCHEME + server.value() + "/" + mediaId);
    }

    /// The server to which the content was uploaded.
    public ServerName server() {
        return new ServerName(
                value.substring(SCHEME.length(), value.indexOf('/', SCHEME.length())));
    }

    /// The opaque name which the server gave to the content: `A-Z a-z 0-9 - _` only, so it is safe in a path.
    public String mediaId() {
        return value.substring(value.indexOf('/', SCHEME.length()) + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
