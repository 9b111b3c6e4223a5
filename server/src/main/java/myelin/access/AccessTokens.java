package myelin.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.http.Authenticator;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Use;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.users.Mark;
import myelin.users.UserChanges;
import myelin.users.UserRecord;
import myelin.users.Users;

/// The tokens by which clients show who they are. Called by all request threads.
///
/// A token that was used lately costs no query: `known` holds it with the position (stream USERS) at which it was
/// read, and whoever logs out or gets a mark moves his position on, on this node at once, on others within a second.
///
/// [Using access tokens](https://spec.matrix.org/v1.19/client-server-api/#using-access-tokens)
public final class AccessTokens implements Authenticator {

    private static final int MAX_KNOWN = 100_000;
    private static final Duration KNOWN_FOR = UserChanges.MEMORY;
    private static final Duration NOTE_EVERY = Duration.ofMinutes(2);

    /// What a locked account, or one whose token has ended, may still do.
    private static final Set<String> ALWAYS_ALLOWED = Set.of("logout", "logout_all");

    private final Database database;
    private final InstantSource clock;
    private final Users users;
    private final TokenLifetimes lifetimes;
    private final LastSeen lastSeen;
    private final AccessTokensTable accessTokens = new AccessTokensTable();
    private final RefreshTokensTable refreshTokens = new RefreshTokensTable();
    private final LoginTokens loginTokens;
    private final Usage usage;
    private final Consent consent;
    private final Cache<String, Known> known =
            Caffeine.newBuilder()
                    .maximumSize(MAX_KNOWN)
                    .expireAfterWrite(KNOWN_FOR)
                    .recordStats()
                    .build();

    /// A token as it was read at a position; `notedTs` is when its device was last noted as seen, `consented` whether
    /// its owner may send.
    private record Known(
            Requester requester,
            Optional<Long> validUntilTs,
            boolean locked,
            boolean consented,
            long position,
            AtomicLong notedTs) {}

    AccessTokens(
            Database database,
            InstantSource clock,
            Users users,
            TokenLifetimes lifetimes,
            LastSeen lastSeen,
            LoginTokens loginTokens,
            Admission admission) {
        this.database = database;
        this.clock = clock;
        this.users = users;
        this.lifetimes = lifetimes;
        this.lastSeen = lastSeen;
        this.loginTokens = loginTokens;
        this.usage = admission.usage();
        this.consent = admission.consent();
    }

    /// What keeps people from using the server.
    record Admission(Usage usage, Consent consent) {}

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("access_tokens", known);
    }

    /// Whether clients may have refresh tokens.
    public boolean areRefreshable() {
        return lifetimes.refreshable();
    }

    @Override
    public Requester authenticate(Request request, String token) {
        Known found = known(token);
        boolean always = ALWAYS_ALLOWED.contains(request.route().name());
        if (!always && found.validUntilTs().filter(until -> until < clock.millis()).isPresent()) {
            throw MatrixError.unknownToken("Access token has expired", true);
        }
        if (!always && found.locked()) {
            throw locked();
        }
        note(request, found);
        requireUse(request.route().use(), found);
        return found.requester();
    }

    private void requireUse(Use use, Known caller) {
        switch (use) {
            case NONE -> {}
            case HEAR -> usage.require(caller.requester());
            case SEND -> {
                usage.require(caller.requester());
                if (!caller.consented()) {
                    throw consent.missing(caller.requester().user());
                }
            }
        }
    }

    /// Whose token it is, however the request came.
    ///
    /// @throws MatrixError 401 `M_UNKNOWN_TOKEN` when it is nobody's
    public Requester requester(String token) {
        return known(token).requester();
    }

    /// "servers MUST return a 401 Unauthorized error response with an M_USER_LOCKED error code and soft_logout set to
    /// true" ([account locking](https://spec.matrix.org/v1.19/client-server-api/#account-locking)).
    public static MatrixError locked() {
        return MatrixError.of(401, "M_USER_LOCKED", "This account has been locked")
                .with("soft_logout", true);
    }

    /// Issues the tokens of a login. Those that its device had before end with it.
    ///
    /// @throws MatrixError 403 `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed to the user
    public IssuedTokens issue(Tx tx, Login login) {
        usage.require(tx, login.user());
        long now = clock.millis();
        boolean ended =
                login.device()
                        .map(device -> forget(tx, login.user(), Set.of(device)))
                        .orElse(false);
        TokenLifetimes.Ends ends = lifetimes.atLogin(login, now);
        Optional<NumberedRefresh> refresh =
                login.device()
                        .filter(device -> login.refreshable() && lifetimes.refreshable())
                        .map(device -> insertRefresh(tx, login.user(), device, ends));
        String token = Secret.random("myt_");
        accessTokens.insert(
                tx,
                new AccessTokensTable.NewToken(
                        Secret.hash(token),
                        login.user(),
                        login.device(),
                        now,
                        ends.accessTs(),
                        refresh.map(NumberedRefresh::number).orElse(null)));
        if (ended) {
            users.changes().changed(tx, login.user());
        }
        return new IssuedTokens(
                token,
                Optional.ofNullable(ends.accessTs()).map(end -> end - now),
                refresh.map(NumberedRefresh::token));
    }

    /// Changes a refresh token for new tokens. It stays good until one of them is used, for the answer may get lost.
    ///
    /// @throws MatrixError 401 `M_UNKNOWN_TOKEN` when it is unknown, used or too old; 403
    ///     `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed to the user
    public IssuedTokens refresh(String refreshToken) {
        return database.transact(tx -> refresh(tx, Secret.hash(refreshToken)));
    }

    /// Ends one token, of a caller without a device.
    public void delete(Tx tx, UserId user, long tokenNumber) {
        accessTokens.delete(tx, tokenNumber);
        users.changes().changed(tx, user);
    }

    /// Ends all tokens of some devices.
    public void deleteOf(Tx tx, UserId user, Collection<DeviceId> devices) {
        forget(tx, user, devices);
        users.changes().changed(tx, user);
    }

    /// Ends all tokens of a user, login tokens, too.
    ///
    /// @param exceptNumber the token which stays; 0: none
    public void deleteAll(Tx tx, UserId user, long exceptNumber) {
        refreshTokens.deleteAll(tx, user, exceptNumber);
        accessTokens.deleteAll(tx, user, exceptNumber);
        loginTokens.deleteAll(tx, user);
        users.changes().changed(tx, user);
    }

    /// Notes that the owner of a token has just proved to be there.
    public void validate(long tokenNumber) {
        long now = clock.millis();
        database.write(tx -> accessTokens.validate(tx, tokenNumber, now));
    }

    /// When the owner of a token last proved to be there, milliseconds; 0: never.
    public long validatedTs(long tokenNumber) {
        return database.read(tx -> accessTokens.validatedTs(tx, tokenNumber));
    }

    /// Whether there were access tokens.
    private boolean forget(Tx tx, UserId user, Collection<DeviceId> devices) {
        refreshTokens.deleteOf(tx, user, devices);
        return accessTokens.deleteOf(tx, user, devices) > 0;
    }

    private Known known(String token) {
        String hash = Secret.hash(token);
        Known found = known.getIfPresent(hash);
        if (found != null
                && !users.changes().changedSince(found.requester().user(), found.position())) {
            return found;
        }
        Stored stored =
                database.read(tx -> read(tx, hash))
                        .orElseThrow(
                                () -> MatrixError.unknownToken("Unrecognised access token", false));
        if (stored.token().refreshNumber().isPresent() && !stored.token().used()) {
            firstUse(stored.token());
        }
        Known read = known(stored);
        known.put(hash, read);
        return read;
    }

    private record Stored(AccessTokensTable.Token token, UserRecord user, long position) {}

    private Optional<Stored> read(Tx tx, String hash) {
        long position = users.changes().position(tx);
        return accessTokens
                .find(tx, hash)
                .flatMap(token ->
                        users.find(tx, token.user())
                                .filter(user -> !user.is(Mark.DEACTIVATED))
                                .map(user -> new Stored(token, user, position)));
    }

    private Known known(Stored stored) {
        UserRecord user = stored.user();
        AccessTokensTable.Token token = stored.token();
        Requester requester =
                new Requester(
                        user.user(),
                        token.device(),
                        token.number(),
                        user.is(Mark.GUEST),
                        user.is(Mark.ADMIN),
                        user.is(Mark.SHADOW_BANNED),
                        user.is(Mark.SUSPENDED),
                        Optional.empty());
        return new Known(
                requester,
                token.validUntilTs(),
                user.is(Mark.LOCKED),
                consent.isGiven(user),
                stored.position(),
                new AtomicLong());
    }

    /// "The old refresh token remains valid until the new access token or refresh token is used, at which point the old
    /// refresh token is revoked."
    private void firstUse(AccessTokensTable.Token token) {
        database.write(tx -> {
            accessTokens.markUsed(tx, token.number());
            token.refreshNumber().ifPresent(number -> refreshTokens.deleteBefore(tx, number));
        });
    }

    private IssuedTokens refresh(Tx tx, String hash) {
        long now = clock.millis();
        RefreshTokensTable.Token old =
                refreshTokens
                        .lock(tx, hash)
                        .orElseThrow(
                                () -> MatrixError.unknownToken("Unknown refresh token", false));
        refuseEnded(old.expiresTs(), now, "The refresh token has expired");
        refuseEnded(old.sessionEndsTs(), now, "The session has ended");
        if (users.find(tx, old.user()).filter(user -> user.is(Mark.LOCKED)).isPresent()) {
            throw locked();
        }
        usage.require(tx, old.user());
        refreshTokens.deleteBefore(tx, old.number());
        old.nextNumber().ifPresent(lost -> deleteUnused(tx, lost));
        accessTokens.deleteExpired(tx, old.user(), old.device(), now, old.number());

        TokenLifetimes.Ends ends = lifetimes.atRefresh(old.sessionEndsTs(), now);
        NumberedRefresh next = insertRefresh(tx, old.user(), old.device(), ends);
        refreshTokens.setNext(tx, old.number(), next.number());
        String token = Secret.random("myt_");
        accessTokens.insert(
                tx,
                new AccessTokensTable.NewToken(
                        Secret.hash(token),
                        old.user(),
                        Optional.of(old.device()),
                        now,
                        ends.accessTs(),
                        next.number()));
        return new IssuedTokens(
                token,
                Optional.ofNullable(ends.accessTs()).map(end -> end - now),
                Optional.of(next.token()));
    }

    /// An end that has come lets the client log in again with the same device.
    private static void refuseEnded(Optional<Long> endTs, long now, String problem) {
        if (endTs.filter(end -> end < now).isPresent()) {
            throw MatrixError.unknownToken(problem, true);
        }
    }

    /// Deletes what a refresh gave whose answer seems to be lost.
    private void deleteUnused(Tx tx, long refreshNumber) {
        refreshTokens.delete(tx, refreshNumber);
        accessTokens.deleteOfRefresh(tx, refreshNumber);
    }

    private record NumberedRefresh(long number, String token) {}

    private NumberedRefresh insertRefresh(
            Tx tx, UserId user, DeviceId device, TokenLifetimes.Ends ends) {
        String token = Secret.random("myr_");
        long number =
                refreshTokens.insert(
                        tx,
                        new RefreshTokensTable.NewToken(
                                Secret.hash(token),
                                user,
                                device,
                                ends.refreshTs(),
                                ends.sessionTs()));
        return new NumberedRefresh(number, token);
    }

    private void note(Request request, Known found) {
        long now = clock.millis();
        long noted = found.notedTs().get();
        if (now - noted >= NOTE_EVERY.toMillis() && found.notedTs().compareAndSet(noted, now)) {
            lastSeen.note(request, found.requester().user(), found.requester().device());
            usage.seen(found.requester());
        }
    }
}
