package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a topic's messages take on the disk. */
@Timeout(120)
class TopicStorageTest {
    private static final int MESSAGES = 1000;
    private static final int BODY = 1024;

    /** A queue's number in a frame, room kept for settling the copy, and its entry in a checkpoint: about 190 bytes. */
    private static final int BYTES_PER_COPY = 200;

    /** What no other part of a store looks like. */
    private static final byte[] MARK = "In each body once, and nowhere else.".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    /** Publishes to as many durable subscriptions, and says how large the store is once it is closed. */
    private long publish(int subscriptions) throws JMSException {
        Path store = directory.resolve("store" + subscriptions);
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:file:" + store);
                Connection connection = factory.createConnection()) {
            Session session = connection.createSession();
            Topic topic = session.createTopic("news");
            for (int i = 0; i < subscriptions; i++) {
                session.createSharedDurableConsumer(topic, "s" + i).close();
            }
            MessageProducer producer = session.createProducer(topic);
            producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
            for (int i = 0; i < MESSAGES; i++) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(Arrays.copyOf(MARK, BODY));
                producer.send(message);
            }
        }
        return size(store);
    }

    /** How many bodies the files of a store hold. */
    private static int bodies(Path store) throws IOException {
        int found = 0;
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                // One character for each byte.
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                String mark = new String(MARK, StandardCharsets.ISO_8859_1);
                for (int at = content.indexOf(mark); at >= 0; at = content.indexOf(mark, at + 1)) {
                    found++;
                }
            }
        }
        return found;
    }

    private static long size(Path store) throws JMSException {
        try (Stream<Path> files = Files.list(store)) {
            return files.mapToLong(TopicStorageTest::fileSize).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long fileSize(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void storesABodyOnceForAllSubscriptions() throws Exception {
        long one = publish(1);
        long hundred = publish(100);
        System.out.printf(
                "%,d messages of %,d bytes take %,d bytes for 1 subscription, %,d for 100%n",
                MESSAGES, BODY, one, hundred);

        assertThat(bodies(directory.resolve("store1"))).isEqualTo(MESSAGES);
        assertThat(bodies(directory.resolve("store100"))).isEqualTo(MESSAGES);
        assertThat(hundred - one).isLessThan(99L * MESSAGES * BYTES_PER_COPY);

        try (PersistqConnectionFactory factory =
                        new PersistqConnectionFactory("persistq:file:" + directory.resolve("store100"));
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession();
            MessageConsumer last = session.createSharedDurableConsumer(session.createTopic("news"), "s99");
            BytesMessage message = (BytesMessage) last.receive(10_000);
            assertThat(message.getBodyLength()).isEqualTo(BODY);
        }
    }
}
