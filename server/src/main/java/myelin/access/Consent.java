package myelin.access;

import java.util.Optional;
import java.util.Set;
import myelin.config.people.ConsentConfig;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.users.UserRecord;
import org.jspecify.annotations.Nullable;

/// Whether people may send anything before they accept the privacy policy. Immutable.
///
/// [Terms of service at registration](https://spec.matrix.org/v1.19/client-server-api/#terms-of-service-at-registration)
/// knows none of this; the error is Synapse's, and clients open the page that it names.
final class Consent {

    /// Types of users who are no persons, or are there to help.
    private static final Set<String> EXEMPT = Set.of("support", "bot");

    private final @Nullable ConsentConfig config;
    private final String baseUrl;

    /// @param config null: there is no policy
    /// @param baseUrl where the server is, ending in `/`
    Consent(@Nullable ConsentConfig config, String baseUrl) {
        this.config = config;
        this.baseUrl = baseUrl;
    }

    /// Whether a user may send.
    boolean isGiven(UserRecord user) {
        return config == null
                || config.blockEventsError() == null
                || user.userType().filter(EXEMPT::contains).isPresent()
                || user.appservice().isPresent()
                || user.consentVersion().equals(Optional.of(config.version()));
    }

    /// What those are answered who may not: with the page on which to accept.
    MatrixError missing(UserId user) {
        if (config == null || config.blockEventsError() == null) {
            throw new IllegalStateException("nobody has to accept anything");
        }
        String page = new ConsentLinks(config).address(baseUrl, user.localpart());
        String error = config.blockEventsError().replace("%(consent_uri)s", page);
        return MatrixError.of(403, "M_CONSENT_NOT_GIVEN", error).with("consent_uri", page);
    }
}
