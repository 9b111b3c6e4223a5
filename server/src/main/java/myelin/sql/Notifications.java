package myelin.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import myelin.postgres.PostgresAddress;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Short texts which servers send each other through PostgreSQL (LISTEN and NOTIFY). What is sent while nobody is
/// connected is lost.
///
/// Any thread sends, on a connection of the pool; one thread receives, on a connection of its own, which is made
/// when it is needed.
public final class Notifications implements AutoCloseable {
    /// PostgreSQL takes texts of less than 8000 bytes.
    public static final int MOST_BYTES = 7999;

    private static final Duration UNTIL_CHECK = Duration.ofSeconds(30);
    private static final int CHECK_TIMEOUT_SECONDS = 5;

    private final PostgresPool pool;
    private final PostgresAddress address;
    private final String channel;
    private volatile @Nullable Connection connection;
    private volatile boolean closed;

    /// @param channel a plain word; it becomes part of a statement
    Notifications(PostgresPool pool, PostgresAddress address, String channel) {
        this.pool = pool;
        this.address = address;
        this.channel = channel;
    }

    /// Sends to all who listen, this server too.
    public void send(String text) {
        try {
            pool.lend(connection -> send(connection, text));
        } catch (SQLException failure) {
            throw new DatabaseError("NOTIFY", failure);
        }
    }

    private boolean send(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            statement.setString(1, channel);
            statement.setString(2, text);
            return statement.execute();
        }
    }

    /// What has come, waited for; empty when nothing came for half a minute, and once this is closed.
    ///
    /// @throws DatabaseError when the connection is lost; the next call makes a new one
    public List<String> receive() {
        if (closed) {
            return List.of();
        }
        try {
            Connection listening = listening();
            PGNotification[] received =
                    listening
                            .unwrap(PGConnection.class)
                            .getNotifications(Math.toIntExact(UNTIL_CHECK.toMillis()));
            if (received == null || received.length == 0) {
                check(listening);
                return List.of();
            }
            List<String> texts = new ArrayList<>(received.length);
            for (PGNotification notification : received) {
                texts.add(notification.getParameter());
            }
            return texts;
        } catch (SQLException failure) {
            if (closed) {
                return List.of();
            }
            disconnect();
            throw new DatabaseError("LISTEN", failure);
        }
    }

    private Connection listening() throws SQLException {
        Connection open = connection;
        if (open != null) {
            return open;
        }
        Connection fresh = DriverManager.getConnection(address.url(), address.properties());
        connection = fresh;
        if (closed) {
            fresh.close();
        }
        try (Statement statement = fresh.createStatement()) {
            statement.execute("LISTEN " + channel);
        }
        return fresh;
    }

    /// A connection which the other side has forgotten looks like one on which nothing happens.
    private static void check(Connection listening) throws SQLException {
        if (!listening.isValid(CHECK_TIMEOUT_SECONDS)) {
            throw new SQLException("the connection does not answer");
        }
    }

    private void disconnect() {
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            try {
                lost.close();
            } catch (SQLException broken) {
                // It was to be thrown away.
            }
        }
    }

    /// Ends a wait under way, which then has received nothing.
    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
