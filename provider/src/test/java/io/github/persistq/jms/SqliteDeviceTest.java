package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store in SQLite on a device that is full, or that may not be written. The device is mounted in memory, which takes root's rights. */
@Timeout(120)
class SqliteDeviceTest {
    private static final int BODY_BYTES = 10_000;

    @TempDir
    Path directory;

    private Path device;
    private boolean mounted;
    private PersistqConnectionFactory factory;
    private Connection connection;
    private Session session;
    private Queue orders;

    private static boolean runs(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @BeforeEach
    void mount() throws Exception {
        device = Files.createDirectory(directory.resolve("device"));
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "there is no program mount here");
        mounted = runs("/bin/mount", "-t", "tmpfs", "-o", "size=2m", "persistq-test", device.toString());
        Assumptions.assumeTrue(mounted, "this process may not mount a file system");
        open();
    }

    private void open() throws JMSException {
        factory = new PersistqConnectionFactory("persistq:sqlite:" + device.resolve("store.db"));
        connection = factory.createConnection();
        connection.start();
        session = connection.createSession();
        orders = session.createQueue("orders");
    }

    @AfterEach
    void unmount() throws Exception {
        if (factory != null) {
            factory.close();
        }
        if (mounted) {
            assertThat(runs("/bin/umount", device.toString())).isTrue();
        }
    }

    private void send(int number) throws JMSException {
        try (MessageProducer producer = session.createProducer(orders)) {
            BytesMessage message = session.createBytesMessage();
            message.setIntProperty("number", number);
            message.writeBytes(new byte[BODY_BYTES]);
            producer.send(message);
        }
    }

    private List<Integer> drain() throws JMSException {
        List<Integer> received = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(orders)) {
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                assertThat(m.getBody(byte[].class)).hasSize(BODY_BYTES);
                received.add(m.getIntProperty("number"));
            }
        }
        return received;
    }

    /** Sends until the device is full; returns what was sent. */
    private List<Integer> fill(int first) {
        List<Integer> sent = new ArrayList<>();
        JMSException refused = catchThrowableOfType(JMSException.class, () -> {
            for (int number = first; number < first + 1000; number++) {
                send(number);
                sent.add(number);
            }
        });
        assertThat(refused).isInstanceOf(ResourceAllocationException.class);
        assertThat(refused).hasMessageContaining("there is no room").hasMessageContaining("store.db");
        return sent;
    }

    @Test
    void drainsWhenTheDeviceIsFullAndThenTakesMessagesAgain() throws Exception {
        List<Integer> sent = fill(0);
        assertThat(sent).hasSizeGreaterThan(10);

        assertThat(drain()).isEqualTo(sent);

        List<Integer> again = fill(1000);
        assertThat(again).hasSizeGreaterThan(10);
        assertThat(drain()).isEqualTo(again);
    }

    @Test
    void keepsWhatWasSentWhenItIsClosedAndOpenedOnAFullDevice() throws Exception {
        List<Integer> sent = fill(0);

        factory.close();
        open();

        assertThat(drain()).isEqualTo(sent);
    }

    /** Somebody else's file fills the device, so that nothing is left for the write-ahead log. */
    @Test
    void goesOnOnceAnotherFileThatFilledTheDeviceIsGone() throws Exception {
        send(0);
        Path other = device.resolve("other");
        boolean full = false;
        try (var out = Files.newOutputStream(other)) {
            while (!full) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            full = true;
        }

        JMSException refused = catchThrowableOfType(JMSException.class, () -> send(1));

        assertThat(refused).isInstanceOf(ResourceAllocationException.class);
        JMSException notReceived = catchThrowableOfType(JMSException.class, this::drain);
        assertThat(notReceived).isInstanceOf(ResourceAllocationException.class);
        Files.delete(other);
        send(1000);
        assertThat(drain()).containsExactly(0, 1000);
    }

    @Test
    void saysThatAStoreMayNotBeWrittenAndOpensItOnceItMay() throws Exception {
        send(7);
        factory.close();
        assertThat(runs("/bin/mount", "-o", "remount,ro", device.toString())).isTrue();

        JMSException refused = catchThrowableOfType(JMSException.class, this::open);

        assertThat(refused).hasMessageContaining("can't be written").hasMessageContaining("store.db");
        assertThat(runs("/bin/mount", "-o", "remount,rw", device.toString())).isTrue();
        open();
        assertThat(drain()).containsExactly(7);
    }
}
