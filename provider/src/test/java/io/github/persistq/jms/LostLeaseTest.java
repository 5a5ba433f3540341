package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that others took for dead goes on under a new number, and is told what it has lost. */
@ParameterizedClass
@EnumSource(
        value = DatabaseKind.class,
        names = {"MARIADB", "MYSQL"})
@Timeout(120)
class LostLeaseTest {
    @Parameter
    DatabaseKind kind;

    private final BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();
    private Database database;
    private PersistqConnectionFactory factory;
    private Connection connection;
    private Session session;
    private Queue orders;

    @BeforeEach
    void connect() throws Exception {
        database = DatabaseServers.shared(kind).newDatabase();
        factory = new PersistqConnectionFactory(database.storeUrl("lease=60000"));
        connection = factory.createConnection();
        connection.setExceptionListener(told::add);
        connection.start();
        session = connection.createSession();
        orders = session.createQueue("orders");
    }

    @AfterEach
    void disconnect() throws Exception {
        factory.close();
        DatabaseServers.shared(kind).drop(database);
    }

    /** Another process, by another name of the same host. */
    private PersistqConnectionFactory another() {
        Database there =
                new Database("localhost", database.port(), database.database(), database.user(), database.password());
        return new PersistqConnectionFactory(there.storeUrl("lease=60000"));
    }

    private void send(String text) throws JMSException {
        try (MessageProducer producer = session.createProducer(orders)) {
            producer.send(session.createTextMessage(text));
        }
    }

    private void execute(String sql) throws SQLException {
        try (java.sql.Connection admin = database.connect();
                Statement statement = admin.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private void declareDead() throws SQLException {
        execute("UPDATE persistq_owner SET lease_until = 0, state = 0");
    }

    private long live() throws SQLException {
        try (java.sql.Connection admin = database.connect();
                Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM persistq_owner WHERE state = 1")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void failsToAcknowledgeWhatWasGivenToOthersAndGoesOn() throws Exception {
        send("a");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(orders);
        Message lost = consumer.receive(JmsFixture.SOON);
        declareDead();

        JMSException refused = catchThrowableOfType(JMSException.class, lost::acknowledge);

        assertThat(refused).hasMessageContaining("message");
        client.close();
        Message again = session.createConsumer(orders).receive(JmsFixture.SOON);
        assertThat(JmsFixture.text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        send("b");
        assertThat(live()).isEqualTo(1);
    }

    /**
     * Who opened a store in which all leases had ended removed the other processes' rows: one of them that had only slept went on
     * without a lease, and what it received was nobody's when it ended. It must learn that it was taken for dead.
     */
    @Test
    void registersAgainAfterAnotherProcessFoundAllLeasesEnded() throws Exception {
        send("a");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Message lost = client.createConsumer(orders).receive(JmsFixture.SOON);
        execute("UPDATE persistq_owner SET lease_until = 0");

        try (PersistqConnectionFactory other = another();
                Connection there = other.createConnection()) {
            there.start();
            Session sessionThere = there.createSession(Session.CLIENT_ACKNOWLEDGE);
            Message taken = sessionThere.createConsumer(orders).receive(JmsFixture.SOON);
            assertThat(JmsFixture.text(taken)).isEqualTo("a");

            JMSException refused = catchThrowableOfType(JMSException.class, lost::acknowledge);
            assertThat(refused).hasMessageContaining("did not renew its lease");
            taken.acknowledge();
            send("b");

            assertThat(live()).isEqualTo(2);
        }
    }

    @Test
    void tellsTheSendersOfATemporaryQueueThatItIsGone() throws Exception {
        TemporaryQueue answers = session.createTemporaryQueue();
        declareDead();
        send("this finds out");

        MessageProducer producer = session.createProducer(null);
        Message answer = session.createTextMessage("answer");

        assertThatThrownBy(() -> producer.send(answers, answer)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(answers, answer))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("was deleted");
        TemporaryQueue anew = session.createTemporaryQueue();
        producer.send(anew, answer);
        assertThat(session.createConsumer(anew).receive(JmsFixture.SOON)).isNotNull();
    }

    /** A consumer waited for ever at a temporary queue that other processes had dropped. It must be told. */
    @Test
    void tellsTheConsumersOfATemporaryQueueAndOfASubscriptionThatTheyAreGone() throws Exception {
        TemporaryQueue answers = session.createTemporaryQueue();
        connection.createSession().createConsumer(answers).setMessageListener(message -> {});
        MessageConsumer subscriber = connection.createSession().createConsumer(session.createTopic("news"));
        declareDead();
        send("this finds out");

        assertThatThrownBy(() -> subscriber.receive(JmsFixture.SOON))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("subscription")
                .hasMessageContaining("is gone");
        JMSException heard = told.poll(JmsFixture.SOON, TimeUnit.MILLISECONDS);
        assertThat(heard).isNotNull();
        assertThat(heard).hasMessageContaining("temporary queue").hasMessageContaining("is gone");
        assertThat(told).isEmpty();
    }
}
