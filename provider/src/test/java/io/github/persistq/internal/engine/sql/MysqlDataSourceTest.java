package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.github.persistq.config.DataSources;
import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store on connections of a data source that the program gives. */
class MysqlDataSourceTest {
    private static final String NAME = "orders of the test";

    @AfterEach
    void forget() {
        DataSources.remove(NAME);
    }

    private static MysqlDataSource dataSource(boolean severalAtOnce) throws Exception {
        Database database = DatabaseServers.shared(DatabaseKind.MARIADB).newDatabase();
        MysqlDataSource source = new MysqlDataSource();
        source.setUrl(database.jdbcUrl());
        source.setAllowMultiQueries(severalAtOnce);
        return source;
    }

    private static void sendAndReceive() throws JMSException {
        try (PersistqConnectionFactory factory =
                        new PersistqConnectionFactory("persistq:mysql:datasource/" + NAME.replace(" ", "%20"));
                JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            Queue queue = context.createQueue("orders");
            for (int i = 0; i < 10; i++) {
                context.createProducer().send(queue, "order " + i);
            }
            context.commit();
            context.createProducer().send(queue, "taken back");
            context.rollback();
            for (int i = 0; i < 10; i++) {
                assertThat(context.createConsumer(queue).receiveBody(String.class, 10_000))
                        .isEqualTo("order " + i);
            }
            context.commit();
            assertThat(context.createConsumer(queue).receiveNoWait()).isNull();
        }
    }

    @Test
    void worksOneStatementAtATime() throws Exception {
        DataSources.put(NAME, dataSource(false));

        sendAndReceive();
    }

    @Test
    void worksWithSeveralStatementsInAPacket() throws Exception {
        DataSources.put(NAME, dataSource(true));

        sendAndReceive();
    }

    @Test
    void saysHowADataSourceIsGiven() {
        assertThatThrownBy(() -> new PersistqConnectionFactory("persistq:mysql:datasource/none").createConnection())
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("DataSources.put(\"none\"");
        assertThatThrownBy(() -> new PersistqConnectionFactory("persistq:mysql:host/db").createConnection())
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("//host:port/database");
    }
}
