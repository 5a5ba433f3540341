package io.github.persistq.rates;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue as one writes it by hand in a table, with the least that gives the same guarantee: a message is committed when its
 * send returns, is claimed by marking it with an owner, a lease and a count, and is deleted when it is done.
 */
final class HandWritten implements Side {
    private final Connections connections;
    private final boolean embedded;
    private final byte[] body;
    private final List<Worker> workers = new ArrayList<>();
    /** An embedded database has one connection, which the threads share. */
    private final ReentrantLock alone = new ReentrantLock();

    /** Makes connections. */
    interface Connections {
        Connection connect() throws SQLException;
    }

    HandWritten(Connections connections, boolean embedded, int bytes) throws SQLException {
        this.connections = connections;
        this.embedded = embedded;
        this.body = new byte[bytes];
        try (Connection connection = connections.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE message (id "
                            + (embedded ? "INTEGER PRIMARY KEY AUTOINCREMENT" : "BIGINT PRIMARY KEY AUTO_INCREMENT")
                            + ", state INT NOT NULL, owner BIGINT, lease_until BIGINT, deliveries INT NOT NULL, body BLOB NOT NULL)");
            statement.execute("CREATE INDEX message_ready ON message (state, id)");
        }
    }

    private static final class Worker {
        final Connection connection;
        final PreparedStatement begin;
        final PreparedStatement insert;
        final PreparedStatement find;
        final PreparedStatement claim;
        final PreparedStatement delete;
        final PreparedStatement commit;

        Worker(Connection connection, boolean embedded) throws SQLException {
            this.connection = connection;
            if (!embedded) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            begin = connection.prepareStatement("BEGIN IMMEDIATE");
            commit = connection.prepareStatement("COMMIT");
            insert = connection.prepareStatement("INSERT INTO message (state, deliveries, body) VALUES (0, 0, ?)");
            find = connection.prepareStatement("SELECT id, body FROM message WHERE state = 0 ORDER BY id LIMIT 1"
                    + (embedded ? "" : " FOR UPDATE SKIP LOCKED"));
            claim = connection.prepareStatement(
                    "UPDATE message SET state = 2, owner = ?, lease_until = ?, deliveries = deliveries + 1 WHERE id = ?");
            delete = connection.prepareStatement("DELETE FROM message WHERE id = ?");
        }
    }

    @Override
    public void prepare(int threads) throws SQLException {
        workers.clear();
        for (int i = 0; i < threads; i++) {
            workers.add(embedded && i > 0 ? workers.get(0) : new Worker(connections.connect(), embedded));
        }
    }

    private interface Action<T> {
        T run(Worker worker) throws SQLException;
    }

    private <T> T transaction(int thread, Action<T> action) throws SQLException {
        Worker worker = workers.get(thread);
        if (!embedded) {
            T result = action.run(worker);
            worker.commit.execute();
            return result;
        }
        alone.lock();
        try {
            worker.begin.execute();
            T result = action.run(worker);
            worker.commit.execute();
            return result;
        } finally {
            alone.unlock();
        }
    }

    @Override
    public void send(int thread) throws SQLException {
        transaction(thread, worker -> {
            worker.insert.setBytes(1, body);
            return worker.insert.executeUpdate();
        });
    }

    @Override
    public void receive(int thread) throws SQLException {
        long id = transaction(thread, worker -> claim(worker, thread));
        transaction(thread, worker -> {
            worker.delete.setLong(1, id);
            return worker.delete.executeUpdate();
        });
    }

    private static long claim(Worker worker, int thread) throws SQLException {
        long id;
        try (ResultSet found = worker.find.executeQuery()) {
            if (!found.next()) {
                throw new IllegalStateException("there is no message left");
            }
            id = found.getLong(1);
            found.getBytes(2);
        }
        worker.claim.setLong(1, thread);
        worker.claim.setLong(2, System.currentTimeMillis() + 30_000);
        worker.claim.setLong(3, id);
        worker.claim.executeUpdate();
        return id;
    }

    @Override
    public void done(int thread) throws SQLException {
        if (!embedded) {
            workers.get(thread).connection.close();
        }
    }

    @Override
    public void close() throws SQLException {
        for (Worker worker : workers) {
            worker.connection.close();
        }
    }
}
