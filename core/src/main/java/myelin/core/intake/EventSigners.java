package myelin.core.intake;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict.Denied;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.KeyId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.intake.Outcome.Redacted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.Membership;
import myelin.core.room.Rule;

/// Who must have signed an event, and whether they have:
/// [validating hashes and signatures](https://spec.matrix.org/v1.19/server-server-api/#validating-hashes-and-signatures-on-received-events).
final class EventSigners {
    /// So many valid signatures of one server are enough, if it should have hundreds of keys to keep us busy. Usually it
    /// has one, or two while it changes it.
    private static final int ENOUGH_SIGNATURES = 10;

    private EventSigners() {}

    static Set<ServerName> of(Pdu event) {
        Set<ServerName> servers = new LinkedHashSet<>(senders(event));
        authoriser(event).flatMap(EventSigners::serverOf).ifPresent(servers::add);
        return servers;
    }

    /// Those without whose signature an event is dropped.
    private static Set<ServerName> senders(Pdu event) {
        Set<ServerName> servers = new LinkedHashSet<>();
        // "unless the event is a 3rd party invite, only the signature(s) from the originating
        // server (the server the
        // `sender` belongs to) are required for verification"
        if (!isThirdPartyInvite(event)) {
            servers.add(event.sender().server());
        }
        // "Room versions 1 and 2 also require that a signature is present from the domain in the
        // `event_id`"
        if (event.version().rules().has(Rule.EVENT_ID_IN_EVENT)) {
            event.eventId().server().ifPresent(servers::add);
        }
        return servers;
    }

    private static boolean isThirdPartyInvite(Pdu event) {
        return event.type().equals(EventType.M_ROOM_MEMBER)
                && new MemberContent(event.content())
                        .membership()
                        .equals(Optional.of(Membership.INVITE))
                && event.content().has("third_party_invite");
    }

    /// The `join_authorised_via_users_server` of a member event, where the version gives it a meaning.
    private static Optional<Json> authoriser(Pdu event) {
        return event.version().rules().has(Rule.RESTRICTED_JOIN_RULE)
                        && event.type().equals(EventType.M_ROOM_MEMBER)
                ? event.content().value("join_authorised_via_users_server")
                : Optional.empty();
    }

    private static Optional<ServerName> serverOf(Json user) {
        return user instanceof JsonString(String id)
                ? UserId.tryParse(id).map(UserId::server)
                : Optional.empty();
    }

    static Outcome.OfSignatures verify(Pdu event, KnownKey.Ring keys) {
        if (event.version().rules().has(Rule.EVENT_ID_IN_EVENT)
                && event.eventId().server().isEmpty()) {
            return new Dropped("the event ID names no server");
        }
        byte[] signed = EventHashes.essentials(event.json(), event.version().rules());
        for (ServerName server : senders(event)) {
            if (!hasSigned(server, event, signed, keys)) {
                return new Dropped("there is no valid signature of " + server);
            }
        }
        // "The content hash in the `hashes` property of the received event is base64-decoded, and
        // the two are compared
        // for equality." What follows is asked of what is left then.
        boolean whole = isWhole(event.json());
        Pdu kept = whole ? event : event.redacted();
        Optional<Json> authoriser = authoriser(kept);
        if (authoriser.isPresent()
                && !serverOf(authoriser.get())
                        .map(server -> hasSigned(server, event, signed, keys))
                        .orElse(false)) {
            // 5.2.1 "If the event is not validly signed by the homeserver of the user ID denoted by
            // the key, reject."
            Denied denied = Authorization.notSignedByAuthoriser(event.version().rules());
            return new Rejected(kept, denied.rule(), denied.reason());
        }
        return whole ? new Accepted(kept) : new Redacted(kept);
    }

    /// "If all signatures from known unexpired keys from the originating server(s) are found to be valid": there must be
    /// one, and none which is wrong.
    private static boolean hasSigned(
            ServerName server, Pdu event, byte[] signed, KnownKey.Ring keys) {
        int valid = 0;
        for (KeyId id : JsonSignatures.keyIds(event.json(), server.value())) {
            Optional<KnownKey> key = keys.key(server, id);
            if (key.isPresent()
                    && key.get().mayHaveSigned(event.version().rules(), event.originServerTs())) {
                if (!isSignature(event.json(), server, key.get(), signed)) {
                    return false;
                }
                valid++;
            }
            if (valid == ENOUGH_SIGNATURES) {
                return true;
            }
        }
        return valid > 0;
    }

    private static boolean isSignature(
            JsonObject event, ServerName server, KnownKey known, byte[] signed) {
        return event.object("signatures")
                .flatMap(all -> all.object(server.value()))
                .flatMap(theirs -> theirs.string(known.key().keyId().value()))
                .flatMap(UnpaddedBase64::tryDecode)
                .map(signature -> known.key().verify(signed, signature))
                .orElse(false);
    }

    private static boolean isWhole(JsonObject event) {
        return event.object("hashes")
                .flatMap(hashes -> hashes.string("sha256"))
                .flatMap(UnpaddedBase64::tryDecode)
                .map(hash -> Arrays.equals(hash, EventHashes.contentHash(event)))
                .orElse(false);
    }
}
