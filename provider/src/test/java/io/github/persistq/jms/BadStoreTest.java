package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program is told when its store cannot be opened. */
@Timeout(60)
class BadStoreTest {
    @TempDir
    Path directory;

    /** A process that has a store open until its standard input ends. */
    static final class Owner {
        public static void main(String[] args) throws JMSException, IOException {
            try (PersistqConnectionFactory factory = new PersistqConnectionFactory(args[0])) {
                factory.createConnection();
                System.out.println("open");
                while (System.in.read() >= 0) {}
            }
        }
    }

    private JMSException refusal(Path store) {
        return catchThrowableOfType(
                JMSException.class, () -> new PersistqConnectionFactory("persistq:file:" + store).createConnection());
    }

    @Test
    void namesTheProcessThatHasTheDirectoryOpen() throws Exception {
        Path store = directory.resolve("owned");
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        "persistq:file:" + store)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(owner.inputReader().readLine()).isEqualTo("open");
            refusal(store);

            long begin = System.nanoTime();
            JMSException refused = refusal(store);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

            System.out.println("refused a store that another process has open after " + millis + " ms");
            assertThat(refused).hasMessageContaining(store.toString()).hasMessageContaining("process " + owner.pid());
            assertThat(refused.getErrorCode()).isEqualTo("LOCKED");
        } finally {
            owner.getOutputStream().close();
            owner.waitFor();
        }
        new PersistqConnectionFactory("persistq:file:" + store)
                .createConnection()
                .close();
    }

    @Test
    void saysThatAFileIsInThePlaceOfTheDirectory() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(refusal(file)).hasMessageContaining(file.toString()).hasMessageContaining("is a file");
    }

    @Test
    void saysThatTheDirectoryCannotBeCreated() throws IOException {
        Path below = Files.createFile(directory.resolve("file")).resolve("store");

        assertThat(refusal(below)).hasMessageContaining(below.toString()).hasMessageContaining("can't be created");
    }

    @Test
    void saysThatTheDirectoryCannotBeWritten() throws IOException {
        Path readOnly = Files.createDirectory(
                directory.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        if (Files.isWritable(readOnly)) {
            // Permissions do not stop root; a directory that the kernel alone writes to does.
            readOnly = Path.of("/proc/self").toRealPath();
        }

        assertThat(refusal(readOnly))
                .hasMessageContaining(readOnly.toString())
                .hasMessageContaining("can't be written");
    }

    @Test
    void namesTheFileOfANewerFormatAndItsVersion() throws Exception {
        Path store = directory.resolve("newer");
        new PersistqConnectionFactory("persistq:file:" + store)
                .createConnection()
                .close();
        Path journal = journal(store);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(journal)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 2).putInt(12, 0);
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, 64));
        bytes.putInt(12, (int) crc.getValue());
        Files.write(journal, bytes.array());

        JMSException refused = refusal(store);

        assertThat(refused)
                .hasMessageContaining(journal.toString())
                .hasMessageContaining("format version 2")
                .hasMessageContaining("reads version 1");
        assertThat(refused.getErrorCode()).isEqualTo("NEWER_FORMAT");
    }

    @Test
    void namesTheFileAndOffsetOfDamage() throws Exception {
        Path store = directory.resolve("damaged");
        new PersistqConnectionFactory("persistq:file:" + store)
                .createConnection()
                .close();
        Path journal = journal(store);
        byte[] bytes = Files.readAllBytes(journal);
        bytes[20] ^= 1;
        Files.write(journal, bytes);

        JMSException refused = refusal(store);

        assertThat(refused).hasMessageContaining(journal + " is damaged at offset 12");
        assertThat(refused.getErrorCode()).isEqualTo("CORRUPT");
    }

    @Test
    void tellsTheSimplifiedApiTheSame() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        JMSRuntimeException refused = catchThrowableOfType(
                JMSRuntimeException.class,
                () -> new PersistqConnectionFactory("persistq:file:" + file).createContext());

        assertThat(refused).hasMessageContaining(file.toString()).hasCauseInstanceOf(JMSException.class);
    }

    private static Path journal(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(file -> file.getFileName().toString().startsWith("journal-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
