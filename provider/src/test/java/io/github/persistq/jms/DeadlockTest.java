package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.QueueName;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two stores move messages to and fro in one database while another program locks their rows in the other order. */
@Timeout(120)
class DeadlockTest {
    private static final int MESSAGES = 20;
    private static final int DEADLOCKS = 5;
    private static final int DEADLOCK = 1213;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final AtomicInteger moves = new AtomicInteger();
    private final AtomicInteger outsideVictims = new AtomicInteger();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    /** What a thread does again and again. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    private void again(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    while (going.get()) {
                        try {
                            step.run();
                        } catch (Exception e) {
                            failures.add(e);
                            return;
                        }
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    private void mover(Connection connection, String from, String to) throws JMSException {
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(session.createQueue(from));
        MessageProducer producer = session.createProducer(session.createQueue(to));
        again(from + " to " + to, () -> {
            Message message = consumer.receive(20);
            if (message != null) {
                producer.send(session.createTextMessage(JmsFixture.text(message)));
                session.commit();
                moves.incrementAndGet();
            }
        });
    }

    /** Locks both queues in an order that no store does; with changes of its own, so that the server ends the stores' work instead. */
    private void outsider(Database database) throws SQLException {
        java.sql.Connection connection = database.connect();
        connection.setAutoCommit(false);
        Statement statement = connection.createStatement();
        again("outsider", () -> {
            try {
                statement.executeUpdate("UPDATE ballast SET used = used + 1");
                lock(statement, "z");
                lock(statement, "a");
                connection.commit();
            } catch (SQLException e) {
                if (e.getErrorCode() != DEADLOCK) {
                    throw e;
                }
                outsideVictims.incrementAndGet();
            }
        });
    }

    private static void lock(Statement statement, String queue) throws SQLException {
        // By the index, so that no other queue is locked on the way to this one.
        statement
                .executeQuery("SELECT id FROM persistq_queue WHERE kind = " + QueueName.Kind.QUEUE.ordinal()
                        + " AND name = '" + queue + "' FOR UPDATE")
                .close();
    }

    private static void makeBallast(Database database) throws SQLException {
        try (java.sql.Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ballast (id INT PRIMARY KEY, used INT) ENGINE = InnoDB");
            for (int i = 0; i < 50; i++) {
                statement.execute("INSERT INTO ballast VALUES (" + i + ", 0)");
            }
        }
    }

    /** How many deadlocks the server has found so far. */
    private static long deadlocks(DatabaseServer server) throws SQLException {
        String query = server.kind() == DatabaseKind.MARIADB
                ? "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Innodb_deadlocks'"
                : "SELECT COUNT FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'";
        try (java.sql.Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void awaitDeadlocks(DatabaseServer server, long before) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (failures.isEmpty()
                && deadline - System.nanoTime() > 0
                && (moves.get() < 5 * MESSAGES || deadlocks(server) - before - outsideVictims.get() < DEADLOCKS)) {
            TimeUnit.MILLISECONDS.timedJoin(threads.get(0), 50);
        }
        going.set(false);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static List<String> drain(Session session, String queue) throws JMSException {
        List<String> texts = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                texts.add(JmsFixture.text(m));
            }
        }
        return texts;
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void losesAndDoublesNothingWhileTheServerBreaksDeadlocks(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        Database here = server.newDatabase();
        // Another name of the same host: another store to this process.
        Database there = new Database("localhost", here.port(), here.database(), here.user(), here.password());
        long before = deadlocks(server);
        try (PersistqConnectionFactory one = new PersistqConnectionFactory(here.storeUrl("maxDeliveries=1000"));
                PersistqConnectionFactory two = new PersistqConnectionFactory(there.storeUrl("maxDeliveries=1000"));
                Connection first = one.createConnection();
                Connection second = two.createConnection()) {
            first.start();
            second.start();
            Session session = first.createSession();
            Queue start = session.createQueue("a");
            MessageProducer producer = session.createProducer(null);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                sent.add("message " + i);
                producer.send(start, session.createTextMessage("message " + i));
            }
            producer.send(session.createQueue("z"), session.createTextMessage("last"));
            sent.add("last");
            makeBallast(here);

            mover(first, "a", "z");
            mover(first, "z", "a");
            mover(second, "z", "a");
            mover(second, "a", "z");
            outsider(here);
            awaitDeadlocks(server, before);

            long found = deadlocks(server) - before;
            System.out.println("DeadlockTest on " + kind + ": " + moves + " moves; " + found
                    + " deadlocks, of which the other" + " program lost " + outsideVictims);
            assertThat(failures).isEmpty();
            assertThat(found - outsideVictims.get()).isPositive();
            List<String> left = drain(session, "a");
            left.addAll(drain(session, "z"));
            assertThat(left).containsExactlyInAnyOrderElementsOf(sent);
        }
        server.drop(here);
    }
}
