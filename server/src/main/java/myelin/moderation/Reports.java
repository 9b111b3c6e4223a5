package myelin.moderation;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.core.id.UserId;
import myelin.sql.Database;

/// The reports of users, which administrators read. Any thread.
public final class Reports {

    private final Database database;
    private final InstantSource clock;
    private final ReportsTable table = new ReportsTable();

    Reports(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Which reports are wanted, in the order of their time.
    ///
    /// @param by part of the id of who reported; empty: anybody
    /// @param room part of the id of the room; empty: any
    /// @param about part of the id of who is reported, or has sent what is; empty: anybody
    /// @param newestFirst else oldest first
    public record Query(
            Report.Kind kind,
            String by,
            String room,
            String about,
            boolean newestFirst,
            long from,
            long limit) {}

    /// Some reports, and how many there are of this kind.
    public record Page(List<Report> reports, long total) {}

    void add(UserId by, Report.Subject subject, Optional<String> reason, Optional<Long> score) {
        database.write(tx -> table.insert(tx, clock.millis(), by, subject, reason, score));
    }

    /// A page of reports.
    public Page page(Query query) {
        return database.read(tx -> new Page(table.page(tx, query), table.count(tx, query)));
    }

    /// One report.
    public Optional<Report> find(Report.Kind kind, long number) {
        return database.read(tx -> table.find(tx, kind, number));
    }

    /// Deletes a report.
    ///
    /// @return whether it was there
    public boolean delete(Report.Kind kind, long number) {
        return database.transact(tx -> table.delete(tx, kind, number));
    }
}
