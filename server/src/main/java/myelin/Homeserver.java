package myelin;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import myelin.access.Access;
import myelin.accountdata.AccountData;
import myelin.accounts.Accounts;
import myelin.admin.Admin;
import myelin.autoaccept.AutoAccept;
import myelin.cluster.Bus;
import myelin.cluster.Followers;
import myelin.cluster.Jobs;
import myelin.cluster.Leases;
import myelin.cluster.LocalBus;
import myelin.cluster.Node;
import myelin.cluster.Pace;
import myelin.cluster.PostgresBus;
import myelin.concurrent.LoopMetrics;
import myelin.config.Config;
import myelin.config.DatabaseConfig;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.creation.Creation;
import myelin.crypto.Crypto;
import myelin.delayedevents.DelayedEvents;
import myelin.devices.Devices;
import myelin.directory.Directory;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Capacity;
import myelin.http.Dispatcher;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.initialsync.InitialSync;
import myelin.limits.RateLimitOverrides;
import myelin.limits.RateLimits;
import myelin.memberships.Memberships;
import myelin.moderation.Moderation;
import myelin.moderation.Notices;
import myelin.observe.Exposition;
import myelin.observe.Metrics;
import myelin.openid.Openid;
import myelin.presence.Presence;
import myelin.profiles.Profiles;
import myelin.purge.Purge;
import myelin.push.Push;
import myelin.receipts.Receipts;
import myelin.relations.Relations;
import myelin.roomlists.RoomLists;
import myelin.rooms.PolicySigner;
import myelin.rooms.Rooms;
import myelin.schema.Migrations;
import myelin.search.Search;
import myelin.sending.Sending;
import myelin.serverinfo.ServerInfo;
import myelin.serverinfo.UnstableCapabilities;
import myelin.serverinfo.UnstableFeatures;
import myelin.slidingsync.SlidingSync;
import myelin.spaces.Spaces;
import myelin.sql.Database;
import myelin.state.StateCollector;
import myelin.stats.Stats;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Streams;
import myelin.stream.Waiters;
import myelin.sync.Sources;
import myelin.sync.Sync;
import myelin.threadsubscriptions.ThreadSubscriptions;
import myelin.timeline.Timeline;
import myelin.typing.Typing;
import myelin.uia.Uia;
import myelin.upgrades.Upgrades;
import myelin.userdirectory.UserDirectory;
import myelin.users.Mark;
import myelin.users.Users;
import myelin.voip.Voip;
import myelin.web.HttpServer;

/// The whole server, put together: one `new` for each package, in the order of the line.
///
/// Nobody else knows all. Errors of wiring are errors of compilation. Made, started and closed by
/// one thread.
public final class Homeserver implements AutoCloseable {

    private final Database database;
    private final Streams streams;
    private final Hints hints;
    private final Node node;
    private final Bus bus;
    private final Leases leases;
    private final Jobs jobs;
    private final StateCollector stateCollector;
    private final Followers followers;
    private final Waiters waiters;
    private final Users users;
    private final Access access;
    private final Rooms rooms;
    private final Presence presence;
    private final Typing typing;
    private final Push push;
    private final Purge purge;
    private final SlidingSync slidingSync;
    private final DelayedEvents delayedEvents;
    private final List<Route> routes;
    private final Dispatcher dispatcher;
    private final HttpServer http;

    /// Opens the database and puts the server together; nothing runs yet.
    ///
    /// @param version of the program, for those who ask
    /// @throws IOException when a certificate can't be read
    /// @throws myelin.sql.DatabaseRefused when the database can't be used, with the reason
    public Homeserver(Config config, InstantSource clock, String version) throws IOException {
        ServerName server = config.server().serverName();
        Metrics metrics = new Metrics();

        database = Migrations.opened(config.database(), metrics);
        streams = new Streams(database);
        streams.skipLost();
        hints = new Hints(streams);
        node = Node.of(new SecureRandom());
        bus =
                switch (config.database()) {
                    case DatabaseConfig.Sqlite alone -> new LocalBus(hints);
                    case DatabaseConfig.Postgres shared -> new PostgresBus(database, hints, node);
                };
        leases = new Leases(database, node);
        RateLimits limits = new RateLimits(config.rateLimits(), RateLimitOverrides.NONE, clock);

        users = new Users(server, database, streams, bus::publish, clock, config.passwords());
        access =
                new Access(
                        database,
                        clock,
                        users,
                        new Access.Settings(
                                config.sessions(),
                                config.blocking(),
                                config.server(),
                                config.consent()));
        metrics.gauge(
                "synapse_admin_mau_current",
                "Users who were active within thirty days, where they are counted",
                access.usage()::monthlyActiveUsers);
        metrics.gauge(
                "synapse_admin_mau_max",
                "How many of them there may be, where their number is limited",
                config.blocking().activeUsers()::most);
        Uia uia =
                new Uia(
                        new Uia.Parts(
                                database,
                                clock,
                                users,
                                access,
                                limits,
                                new Uia.Settings(
                                        config.server(),
                                        config.passwords(),
                                        config.sessions(),
                                        config.consent())));
        Devices devices = new Devices(database, streams, bus::publish, clock, access, uia);
        AccountData accountData =
                new AccountData(
                        database,
                        streams,
                        bus::publish,
                        new AccountData.Settings(
                                config.sync().filterTimelineLimit(),
                                config.experimental().filtersInvites(),
                                config.experimental().deletesAccountData(),
                                config.experimental().dropsLocalNotificationSettings()));

        rooms =
                new Rooms(
                        database,
                        streams,
                        new Rooms.Identity(server, config.keys().signingKey()),
                        clock,
                        metrics,
                        PolicySigner.UNREACHABLE,
                        bus::publish);
        Sending sending = new Sending(rooms, server, limits);
        stateCollector = rooms.states().collector(metrics, rooms::citedStates);
        LoopMetrics.show(metrics);
        delayedEvents =
                new DelayedEvents(
                        database,
                        leases,
                        new DelayedEvents.Parts(rooms, sending, users),
                        config.delayedEvents(),
                        clock);
        sending.postponeWith(delayedEvents);
        waiters = new Waiters(room -> rooms.members().joined(room), metrics);
        History history =
                new History(
                        rooms,
                        clock,
                        config.retention(),
                        users::isErased,
                        accountData.invites()::hides);
        Relations relations =
                new Relations(
                        database,
                        rooms,
                        history,
                        accountData.ignoredUsers()::of,
                        user -> user.isOf(server));
        Directory directory = new Directory(database, rooms, history, server, config.directory());
        Optional<UserId> speaker =
                Optional.ofNullable(config.notices().localpart())
                        .map(localpart -> UserId.of(localpart, server));
        Predicate<UserId> speaksForServer = user -> speaker.filter(user::equals).isPresent();
        Memberships memberships =
                new Memberships(
                        new Memberships.Parts(
                                database,
                                rooms,
                                sending.drafts(),
                                directory,
                                limits,
                                accountData.invites(),
                                new Memberships.ProfileSource(
                                        users::profile,
                                        config.profiles(),
                                        user -> users.is(user, Mark.GUEST),
                                        speaksForServer)),
                        server,
                        config.rooms(),
                        config.experimental().redactsRemoved());
        if (config.experimental().redactsRelated()) {
            sending.redactRelated(relations::children);
        }
        ThreadSubscriptions subscriptions =
                new ThreadSubscriptions(
                        database,
                        streams,
                        bus,
                        rooms,
                        history,
                        config.experimental().threadSubscriptions());
        Creation creation =
                new Creation(
                        rooms,
                        sending,
                        directory,
                        memberships,
                        server,
                        config.rooms(),
                        config.experimental().reasonsForFirstInvites());
        Timeline timeline =
                new Timeline(rooms, history, relations, config.experimental().showsRedacted());
        RoomLists roomLists = new RoomLists(rooms, history.stays(), accountData);
        Profiles profiles = Profiles.of(database, users, rooms, memberships, config.profiles());
        Accounts accounts =
                new Accounts(
                        new Accounts.Parts(
                                database,
                                clock,
                                users,
                                access,
                                uia,
                                devices,
                                accountData,
                                limits,
                                speaksForServer::test,
                                user -> {
                                    memberships.everywhere().leave(user);
                                    subscriptions.forget(user);
                                },
                                Accounts.autoJoin(
                                        config.registration().autoJoin(),
                                        users,
                                        directory,
                                        memberships,
                                        creation),
                                new Accounts.Settings(
                                        config.registration(),
                                        config.passwords(),
                                        config.sessions(),
                                        config.consent(),
                                        config.server()
                                                .wellKnownClient()
                                                .orElse(JsonObject.EMPTY))));

        Receipts receipts =
                new Receipts(
                        database,
                        streams,
                        bus,
                        rooms,
                        accountData,
                        clock,
                        config.experimental().readsBack());
        typing = new Typing(database, streams, bus, rooms, clock);
        presence =
                new Presence(
                        new Presence.Parts(database, streams, bus, leases, rooms, limits),
                        clock,
                        config.presence(),
                        config.experimental().knowsBusy());
        push =
                new Push(
                        database,
                        streams,
                        bus,
                        new Push.Sources(
                                rooms,
                                history,
                                receipts,
                                subscriptions,
                                accountData.ignoredUsers()::of),
                        config.push(),
                        config.experimental().unreadCounts());
        Search search =
                new Search(
                        database,
                        rooms,
                        history,
                        relations,
                        timeline,
                        config.rooms().enableSearch());
        rooms.events()
                .indexWith(
                        Stream.concat(
                                        Stream.of(relations.index(), push.unread(), search.index()),
                                        memberships.indexes().stream())
                                .toList());
        Sources sources =
                new Sources(
                        database,
                        rooms,
                        history,
                        relations,
                        accountData,
                        receipts,
                        typing,
                        presence,
                        push,
                        subscriptions);
        Sync.Settings syncing = new Sync.Settings(config.sync(), config.rooms().prejoinState());
        Sync sync = new Sync(sources, streams, waiters, clock, syncing);
        slidingSync =
                new SlidingSync(
                        sources,
                        streams,
                        sync.poll(),
                        roomLists,
                        clock,
                        syncing,
                        config.experimental().slidingSync());

        sending.screenWith(List.of(directory.screen(), memberships.screen(), relations.screen()));
        devices.whenDeleted(List.of(accountData::dropOf, slidingSync::forget));
        Moderation moderation =
                new Moderation(
                        database,
                        clock,
                        history,
                        new Notices.Parts(
                                users, rooms, sending, memberships, creation, accountData),
                        new Moderation.Settings(
                                config.experimental().hidesReported(), config.notices()));
        Spaces spaces = new Spaces(database, clock, rooms, directory, memberships);
        UserDirectory userDirectory =
                new UserDirectory(database, rooms, users, config.userDirectory());
        Stats stats = new Stats(database, rooms, users::isLocal, config.metrics().countsRooms());
        purge =
                new Purge(
                        new Purge.Parts(
                                database,
                                streams,
                                bus::publish,
                                rooms,
                                history.retention(),
                                directory::deleteRoom,
                                List.of(
                                        receipts::deleteRoom,
                                        typing::deleteRoom,
                                        accountData::deleteRoom,
                                        subscriptions::deleteRoom,
                                        delayedEvents::deleteRoom,
                                        stats::deleteRoom,
                                        spaces::deleteRoom,
                                        userDirectory::deleteRoom,
                                        (tx, room, limit) -> {
                                            List<UserId> left =
                                                    rooms.deleteMembers(tx, room, limit);
                                            userDirectory.left(tx, left);
                                            return left.size();
                                        }),
                                List.of(
                                        rooms::forget,
                                        (some, _) -> relations.forget(some),
                                        (some, _) -> push.unread().forget(some))),
                        config.retention(),
                        metrics,
                        clock);
        jobs =
                new Jobs(
                        database,
                        leases,
                        Pace.of(config.backgroundUpdates()),
                        Stream.concat(Stream.of(stateCollector.job()), purge.jobs().stream())
                                .toList());
        hints.subscribe(this::follow);
        metrics.gauge(
                "myelin_background_updates_pending",
                "Background updates that are not complete",
                () -> jobs.pending().size());
        Admin admin =
                new Admin(
                        new Admin.Parts(
                                database,
                                users,
                                jobs,
                                uia.registrationTokens(),
                                memberships.blockedRooms(),
                                moderation.reports(),
                                moderation.notices(),
                                rooms,
                                clock));
        List<Capability> capabilities =
                List.of(
                        new Openid(database, clock, users),
                        uia,
                        devices,
                        accountData,
                        sending,
                        delayedEvents,
                        history,
                        relations,
                        subscriptions,
                        directory,
                        memberships,
                        new AutoAccept(
                                database,
                                rooms,
                                users,
                                accountData,
                                memberships,
                                config.autoAccept()),
                        creation,
                        timeline,
                        spaces,
                        profiles,
                        accounts,
                        receipts,
                        typing,
                        presence,
                        push,
                        new Voip(config.turn(), clock),
                        new Upgrades(database, rooms, accountData, push),
                        userDirectory,
                        search,
                        moderation,
                        stats,
                        sync,
                        slidingSync,
                        new InitialSync(sources, streams, waiters, directory::isPublished),
                        admin);
        users.show(metrics.caches());
        access.tokens().show(metrics.caches());
        push.unread().show(metrics.caches());
        history.clientEvents().show(metrics.caches());
        List<Route> routed =
                capabilities.stream().flatMap(front -> front.routes().stream()).toList();
        followers =
                new Followers(
                        database,
                        streams,
                        leases,
                        bus,
                        capabilities.stream()
                                .flatMap(front -> front.followers().stream())
                                .toList());
        metrics.gauge(
                "synapse_event_processing_positions",
                "Positions of the stream of events up to which a follower has come",
                "name",
                () -> followers.positions(myelin.stream.Stream.EVENTS));
        metrics.gauge(
                "myelin_follower_lag",
                "Positions by which a follower is behind its stream; those which run on other nodes are absent",
                "follower",
                followers::lag);
        ServerInfo info =
                new ServerInfo(
                        new ServerInfo.Settings(
                                config.server(),
                                config.profiles(),
                                config.rooms(),
                                config.passwords(),
                                config.sessions()),
                        routed,
                        UnstableFeatures.of(
                                config.experimental(),
                                config.rooms(),
                                config.push(),
                                config.delayedEvents().enabled()),
                        UnstableCapabilities.of(
                                config.experimental(),
                                config.rooms(),
                                config.push(),
                                config.delayedEvents()),
                        version,
                        config.metrics().enableMetrics()
                                ? new Exposition(metrics, server, version)
                                : null);
        routes = Stream.concat(routed.stream(), info.routes().stream()).toList();
        dispatcher =
                new Dispatcher(
                        routes,
                        access.tokens(),
                        Homeserver::noPeers,
                        presence::active,
                        limits,
                        Capacity.ofThisProgram(),
                        metrics);
        http = new HttpServer(config.listeners(), config.tls(), dispatcher);
    }

    /// All routes, in the order of the line.
    public List<Route> routes() {
        return routes;
    }

    /// Who is calling.
    Access access() {
        return access;
    }

    /// The work behind streams.
    Followers followers() {
        return followers;
    }

    /// What is to be sent later.
    DelayedEvents delayedEvents() {
        return delayedEvents;
    }

    /// What is done slowly.
    Jobs jobs() {
        return jobs;
    }

    /// What deletes.
    Purge purge() {
        return purge;
    }

    /// Who is there.
    Presence presence() {
        return presence;
    }

    /// The rooms, for those who bring events of other servers.
    public Rooms rooms() {
        return rooms;
    }

    /// Answers requests without a socket.
    public Dispatcher dispatcher() {
        return dispatcher;
    }

    /// Whether nobody has an account yet.
    public boolean isEmpty() {
        return users.isEmpty();
    }

    /// Where it can be reached, once it has started.
    public List<String> addresses() {
        return http.addresses();
    }

    /// Reads the certificate of the listeners again. Any thread may call this.
    ///
    /// @throws IOException when it can't be read; then the old one stays
    public void reloadCertificates() throws IOException {
        http.reloadCertificates();
    }

    /// Begins background work and opens the listeners. Native cryptography takes as long to load as
    /// all the rest to start, and nobody needs it for the first answer: it comes afterwards.
    public void start() {
        hints.start();
        leases.start();
        jobs.start();
        stateCollector.start(jobs);
        purge.start(jobs);
        access.start();
        typing.start();
        presence.start();
        push.start();
        slidingSync.start();
        followers.start();
        delayedEvents.start();
        http.start();
        Thread.ofPlatform().daemon().name("crypto").start(Crypto::install);
    }

    /// Ends long polls with what they have, then everything else.
    @Override
    public void close() {
        waiters.close();
        http.close();
        delayedEvents.close();
        followers.close();
        slidingSync.close();
        push.close();
        presence.close();
        typing.close();
        access.close();
        purge.close();
        stateCollector.close();
        jobs.close();
        leases.close();
        hints.close();
        bus.close();
        database.close();
    }

    /// Other servers can't be known yet, so nobody is one.
    private static ServerName noPeers(Request request) {
        throw MatrixError.of(401, "M_UNAUTHORIZED", "This server does not federate yet");
    }

    /// Brings this node's memory up to date before anybody is woken who will look at it.
    private void follow(Hint hint) {
        if (hint.stream() == myelin.stream.Stream.DELETIONS) {
            // What came before the deletion must not be told after it.
            rooms.feed().catchUp(streams.heads().of(myelin.stream.Stream.EVENTS));
            purge.follow(hint);
            return;
        }
        if (hint.stream() == myelin.stream.Stream.EVENTS) {
            rooms.feed().catchUp(hint.position());
        }
        waiters.wake(hint);
    }
}
