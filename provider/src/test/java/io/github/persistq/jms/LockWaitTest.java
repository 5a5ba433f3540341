package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What applications see while another program has rows of a store's tables locked, for longer than the store waits. */
@ParameterizedClass
@MethodSource("kinds")
@Timeout(120)
class LockWaitTest {
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    @Parameter
    DatabaseKind kind;

    /** MariaDB; MySQL too if every server is asked for, as each wait takes a second or two. */
    static List<DatabaseKind> kinds() {
        return Boolean.getBoolean("persistq.test.everyServer")
                ? List.of(DatabaseKind.MARIADB, DatabaseKind.MYSQL)
                : List.of(DatabaseKind.MARIADB);
    }

    private Database database;
    private PersistqConnectionFactory factory;
    private Connection connection;
    private Session session;
    private Queue orders;
    private java.sql.Connection other;

    @BeforeEach
    void connect() throws Exception {
        database = DatabaseServers.shared(kind).newDatabase();
        factory = new PersistqConnectionFactory(database.storeUrl("lockTimeout=1000"));
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
        orders = session.createQueue("orders");
        other = database.connect();
        other.setAutoCommit(false);
        // Or it would lock rows on its way to the one.
        other.setTransactionIsolation(java.sql.Connection.TRANSACTION_READ_COMMITTED);
    }

    @AfterEach
    void disconnect() throws Exception {
        other.close();
        factory.close();
        DatabaseServers.shared(kind).drop(database);
    }

    private void lock(String query) throws SQLException {
        try (Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery(query + " FOR UPDATE")) {
            assertThat(rows.next()).isTrue();
        }
    }

    private long number(String query) throws SQLException {
        try (java.sql.Connection looking = database.connect();
                Statement statement = looking.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void send(Session sending, Queue queue, String text) throws JMSException {
        try (MessageProducer producer = sending.createProducer(queue)) {
            producer.send(sending.createTextMessage(text));
        }
    }

    private static JMSException refused(ThrowingCallable call) {
        long begun = System.nanoTime();
        JMSException refused = catchThrowableOfType(JMSException.class, call);
        assertThat(refused).isNotNull();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isGreaterThan(500);
        assertThat(refused)
                .hasMessageContaining("another program")
                .hasMessageMatching(".*did not let go within [0-9]{3,4} ms.*")
                .hasMessageContaining("lockTimeout");
        SQLException cause = null;
        for (Throwable at = refused; at != null && cause == null; at = at.getCause()) {
            cause = at instanceof SQLException found ? found : null;
        }
        assertThat((Throwable) cause).isNotNull();
        assertThat(cause.getErrorCode()).isEqualTo(LOCK_WAIT_TIMEOUT);
        return refused;
    }

    @Test
    void saysWhichQueueIsLockedChangesNothingAndGoesOnAfterwards() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        send(session, orders, "first");
        send(session, session.createQueue("unlocked"), "before");
        MessageConsumer consumer = session.createConsumer(orders);
        lock("SELECT id FROM persistq_queue WHERE name = 'orders'");

        JMSException send = refused(() -> send(session, orders, "not sent"));
        JMSException receive = refused(consumer::receiveNoWait);
        send(transacted, orders, "not committed");
        send(transacted, session.createQueue("unlocked"), "not committed either");
        JMSException commit = refused(transacted::commit);

        assertThat(Set.of(send, receive, commit))
                .allSatisfy(each -> assertThat(each).hasMessageContaining("queue 'orders'"));
        assertThat(number("SELECT COUNT(*) FROM persistq_entry WHERE state = 0"))
                .isEqualTo(2);
        assertThat(number("SELECT COUNT(*) FROM persistq_body")).isEqualTo(2);
        other.rollback();
        transacted.rollback();
        send(transacted, orders, "second");
        transacted.commit();
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("first");
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("second");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void listenersGoOnOnceTheLockIsGone() throws Exception {
        BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        connection.setExceptionListener(told::add);
        send(session, orders, "waits");
        lock("SELECT id FROM persistq_queue WHERE name = 'orders'");
        connection.createSession().createConsumer(orders).setMessageListener(message -> {
            try {
                heard.add(JmsFixture.text(message));
            } catch (JMSException e) {
                told.add(e);
            }
        });

        JMSException failure = told.poll(JmsFixture.SOON, TimeUnit.MILLISECONDS);

        assertThat(failure).hasMessageContaining("queue 'orders'").hasMessageContaining("lockTimeout");
        assertThat(heard).isEmpty();
        other.rollback();
        send(session, orders, "later");
        assertThat(heard.poll(JmsFixture.SOON, TimeUnit.MILLISECONDS)).isEqualTo("waits");
        assertThat(heard.poll(JmsFixture.SOON, TimeUnit.MILLISECONDS)).isEqualTo("later");
    }

    /** A send whose commit waited in vain was of unknown outcome, though such an error comes before the commit. */
    @Test
    void knowsThatNothingWasSentWhenItsOwnRowIsLocked() throws Exception {
        send(session, orders, "first");
        lock("SELECT id FROM persistq_owner");

        JMSException send = refused(() -> send(session, orders, "not sent"));

        assertThat(send.getErrorCode()).isEqualTo("IO");
        other.rollback();
        send(session, orders, "second");
        assertThat(number("SELECT COUNT(*) FROM persistq_entry")).isEqualTo(2);
    }
}
