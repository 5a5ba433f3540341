package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The grants that docs/engines.md asks for are enough. */
class MysqlGrantsTest {
    private static final String USE = "SELECT, INSERT, UPDATE, DELETE";
    private static final String PASSWORD = "one & only %";

    private static Database userOf(DatabaseServer server, Database database, String user, String grants)
            throws Exception {
        try (Connection administrator = server.connect();
                Statement statement = administrator.createStatement()) {
            statement.execute("CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + PASSWORD + "'");
            statement.execute("GRANT " + grants + " ON " + database.database() + ".* TO '" + user + "'@'%'");
        }
        return new Database(database.host(), database.port(), database.database(), user, PASSWORD);
    }

    private static void sendAndReceive(Database database) throws JMSException {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(database.storeUrl(""));
                JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("orders");
            context.createProducer().send(queue, "hello");
            assertThat(context.createConsumer(queue).receiveBody(String.class, 10_000))
                    .isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "MYSQL"})
    void oneUserMakesTheTablesAndAnotherUsesThem(DatabaseKind kind) throws Exception {
        DatabaseServer server = DatabaseServers.shared(kind);
        Database database = server.newDatabase();

        sendAndReceive(userOf(server, database, "m_" + database.user(), USE + ", CREATE, ALTER, INDEX"));
        sendAndReceive(userOf(server, database, "u_" + database.user(), USE));
    }
}
