package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServer;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of 64 MiB go through every store that has room for them, and harm nobody where there is none. */
@Timeout(240)
class LargeMessageTest {
    private static final int BODY_BYTES = 64 << 20;
    private static final String OPTIONS = "maxMessageBytes=100m";
    private static final int SMALL_SENDERS = 3;
    private static final int SMALL_MESSAGES = 30;

    @TempDir
    Path directory;

    private static byte[] body() {
        byte[] body = new byte[BODY_BYTES];
        new Random(1).nextBytes(body);
        return body;
    }

    private static void send(Session session, Queue queue, byte[] body) throws JMSException {
        try (MessageProducer producer = session.createProducer(queue)) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(body);
            producer.send(message);
        }
    }

    private static void goesThrough(String url) throws JMSException {
        byte[] body = body();
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory(url);
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            Queue queue = session.createQueue("large");

            send(session, queue, body);

            Message received = session.createConsumer(queue).receive(TimeUnit.SECONDS.toMillis(60));
            assertThat(received.getBody(byte[].class)).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sqlite"})
    void goesThroughAStoreInFiles(String engine) throws JMSException {
        goesThrough("persistq:" + engine + ":" + directory.resolve("store") + "?" + OPTIONS);
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void goesThroughAServerThatTakesIt(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind, "--max-allowed-packet=1G")) {
            goesThrough(server.newDatabase().storeUrl(OPTIONS));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void namesTheLimitOfAServerThatDoesNotTakeItAndHarmsNobodyElse(DatabaseKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServers.own(kind, "--max-allowed-packet=16M");
                PersistqConnectionFactory factory =
                        new PersistqConnectionFactory(server.newDatabase().storeUrl(OPTIONS));
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            Queue queue = session.createQueue("large");
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < SMALL_SENDERS; i++) {
                others.add(sendSmall(connection, queue));
            }

            JMSException refused = catchThrowableOfType(JMSException.class, () -> send(session, queue, body()));

            assertThat(refused).hasMessageContaining("max_allowed_packet");
            assertThat(refused.getMessage().replace(",", "")).contains(Integer.toString(16 << 20));
            assertThat(refused.getErrorCode()).isEqualTo("TOO_LARGE");
            assertThat(FailureLedger.hasSqlCause(refused)).isTrue();
            int sent = 0;
            for (CompletableFuture<Integer> other : others) {
                sent += other.get(60, TimeUnit.SECONDS);
            }
            var consumer = session.createConsumer(queue);
            for (int i = 0; i < sent; i++) {
                assertThat(consumer.receive(JmsFixture.SOON).getBody(byte[].class))
                        .hasSize(10);
            }
            assertThat(consumer.receiveNoWait()).isNull();
            assertThat(sent).isEqualTo(SMALL_SENDERS * SMALL_MESSAGES);
        }
    }

    private static CompletableFuture<Integer> sendSmall(Connection connection, Queue queue) throws JMSException {
        Session session = connection.createSession();
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < SMALL_MESSAGES; i++) {
                    send(session, queue, new byte[10]);
                }
                sent.complete(SMALL_MESSAGES);
            } catch (JMSException e) {
                sent.completeExceptionally(e);
            }
        });
        thread.start();
        return sent;
    }
}
