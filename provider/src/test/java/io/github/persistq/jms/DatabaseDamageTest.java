package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What applications see of a store whose rows, tables or rights on a server are not what they were. */
@ParameterizedClass
@EnumSource(
        value = DatabaseKind.class,
        names = {"MARIADB", "MYSQL"})
@Timeout(120)
class DatabaseDamageTest {
    @Parameter
    DatabaseKind kind;

    private DatabaseServer server;
    private Database database;
    private PersistqConnectionFactory factory;
    private Connection connection;
    private Session session;
    private Queue orders;

    @BeforeEach
    void connect() throws Exception {
        server = DatabaseServers.shared(kind);
        database = server.newDatabase();
        open();
    }

    private void open() throws JMSException {
        factory = new PersistqConnectionFactory(database.storeUrl("lockTimeout=2000"));
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
        orders = session.createQueue("orders");
    }

    @AfterEach
    void disconnect() throws Exception {
        factory.close();
        server.drop(database);
    }

    private void execute(String sql) throws SQLException {
        try (java.sql.Connection admin = server.connect();
                Statement statement = admin.createStatement()) {
            statement.execute("USE " + database.database());
            statement.execute(sql);
        }
    }

    private void send(String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(orders)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistq_body", "persistq_content"})
    void reportsAMessageWhoseContentIsLostAndDeliversTheOthers(String table) throws Exception {
        send("a", "b", "c", "d");
        execute("DELETE FROM " + table
                + " WHERE id = (SELECT content_id FROM persistq_entry ORDER BY sequence LIMIT 1 OFFSET 1)");
        MessageConsumer consumer = session.createConsumer(orders);
        List<String> received = new ArrayList<>();
        List<JMSException> failures = new ArrayList<>();

        boolean going = true;
        while (going) {
            try {
                Message message = consumer.receiveNoWait();
                going = message != null;
                if (message != null) {
                    received.add(JmsFixture.text(message));
                }
            } catch (JMSException e) {
                failures.add(e);
                going = failures.size() < 5;
            }
        }

        assertThat(received).containsExactly("a", "c", "d");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("orders").hasMessageContaining("has no content");
        assertThat(failures.get(0).getErrorCode()).isEqualTo("CORRUPT");
        send("e");
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("e");
    }

    @Test
    void namesATableThatIsMissingAndGoesOnWhenItIsBack() throws Exception {
        send("a");
        execute("RENAME TABLE persistq_body TO hidden");

        JMSException send = catchThrowableOfType(JMSException.class, () -> send("not sent"));
        JMSException receive = catchThrowableOfType(
                JMSException.class, () -> session.createConsumer(orders).receiveNoWait());

        assertThat(send).hasMessageContaining("persistq_body").hasMessageContaining(database.database());
        assertThat(FailureLedger.hasSqlCause(send)).isTrue();
        assertThat(receive).hasMessageContaining("persistq_body");
        execute("RENAME TABLE hidden TO persistq_body");
        send("b");
        MessageConsumer consumer = session.createConsumer(orders);
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("a");
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("b");
    }

    @Test
    void refusesToOpenAStoreThatLostATable() throws Exception {
        send("a");
        factory.close();
        execute("DROP TABLE persistq_held");

        JMSException refused = catchThrowableOfType(JMSException.class, this::open);

        assertThat(refused.getErrorCode()).isEqualTo("CORRUPT");
        assertThat(refused).hasMessageContaining("10 of the 11 tables").hasMessageContaining(database.database());
    }

    @Test
    void refusesANewerSchema() throws Exception {
        send("a");
        factory.close();
        execute("UPDATE persistq_store SET schema_version = 99");

        JMSException refused = catchThrowableOfType(JMSException.class, this::open);

        assertThat(refused.getErrorCode()).isEqualTo("NEWER_FORMAT");
        assertThat(refused).hasMessageContaining("99").hasMessageContaining(database.database());
    }

    @Test
    void failsWhileTheServerIsReadOnlyAndGoesOnAfterwards() throws Exception {
        send("a");
        MessageConsumer consumer = session.createConsumer(orders);
        execute("SET GLOBAL read_only = 1");
        try {
            JMSException send = catchThrowableOfType(JMSException.class, () -> send("not sent"));
            JMSException receive = catchThrowableOfType(JMSException.class, consumer::receiveNoWait);

            assertThat(send).hasMessageContaining("read").hasMessageContaining(database.database());
            assertThat(FailureLedger.hasSqlCause(send)).isTrue();
            assertThat(receive).hasMessageContaining("read");
        } finally {
            execute("SET GLOBAL read_only = 0");
        }

        send("b");
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("a");
        assertThat(JmsFixture.text(consumer.receive(JmsFixture.SOON))).isEqualTo("b");
        assertThat(consumer.receiveNoWait()).isNull();
    }
}
