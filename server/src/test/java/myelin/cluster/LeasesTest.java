package myelin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import myelin.BothDatabases;
import myelin.sql.Database;
import myelin.sql.Dialect;
import myelin.sql.Sql;

class LeasesTest {
    private static final Sql EXPIRE = Sql.of("UPDATE leases SET held_until = 1");
    private static final Duration LONG = Duration.ofMinutes(5);

    private static Leases node(Database database) {
        return new Leases(database, Node.of(RandomGenerator.getDefault()), LONG);
    }

    private static Lease taken(Leases leases) {
        return leases.tryAcquire("work").orElseThrow();
    }

    private static boolean isShared(Database database) {
        return database.dialect() == Dialect.POSTGRES;
    }

    @BothDatabases
    void whoTakesALeaseHoldsIt(Database database) {
        Leases leases = node(database);

        assertThat(leases.isHeld(taken(leases))).isTrue();
    }

    @BothDatabases
    void onlyOneNodeOfManyHoldsALease(Database database) {
        Lease first = taken(node(database));

        Optional<Lease> second = node(database).tryAcquire("work");

        if (isShared(database)) {
            assertThat(second).isEmpty();
        } else {
            assertThat(second.orElseThrow().epoch()).isGreaterThan(first.epoch());
        }
    }

    @BothDatabases
    void aLeaseGivenBackIsTakenByTheNextInALaterEpoch(Database database) {
        Leases first = node(database);
        Lease lease = taken(first);

        first.release(lease);

        assertThat(first.isHeld(lease)).isFalse();
        assertThat(taken(node(database)).epoch()).isGreaterThan(lease.epoch());
    }

    @BothDatabases
    void anExpiredLeaseIsTakenByTheNext(Database database) {
        Lease lease = taken(node(database));

        database.write(tx -> tx.update(EXPIRE).run());

        assertThat(taken(node(database)).epoch()).isGreaterThan(lease.epoch());
    }

    @BothDatabases
    void aNodeThatIsToldTooLateToRenewDoesNotTakeALeaseBack(Database database) {
        Leases slow = node(database);
        Lease lost = taken(slow);
        database.write(tx -> tx.update(EXPIRE).run());
        Leases quick = node(database);
        Lease won = taken(quick);

        slow.renew();
        quick.renew();

        assertThat(quick.isHeld(won)).isTrue();
        if (isShared(database)) {
            assertThat(node(database).tryAcquire("work")).isEmpty();
        }
        assertThat(won.epoch()).isGreaterThan(lost.epoch());
    }

    @BothDatabases
    void aNodeThatStopsGivesAllItsLeasesBack(Database database) {
        Leases first = node(database);
        Lease lease = taken(first);

        first.close();

        assertThat(first.isHeld(lease)).isFalse();
        assertThat(node(database).tryAcquire("work")).isPresent();
    }
}
