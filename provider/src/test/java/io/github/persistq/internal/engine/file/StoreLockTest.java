package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.parity.Parity;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.testing.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Parity("P31")
@Timeout(60)
class StoreLockTest {
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process child : children) {
            child.destroyForcibly().waitFor();
        }
    }

    /** What a child process does: opens the store, says what came of it, and stays until its input ends. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            long start = System.nanoTime();
            String outcome;
            try {
                open(Path.of(args[0]));
                outcome = "OPENED";
            } catch (StorageException e) {
                outcome = e.kind() + " " + e.getMessage();
            }
            System.out.println((System.nanoTime() - start) / 1_000_000 + " " + outcome);
            while (System.in.read() >= 0) {
                // Waits for the end.
            }
        }
    }

    private static StorageEngine open(Path store) {
        return new FileEngineFactory().open(StoreUrl.parse("persistq:file:" + store), new ManualClock());
    }

    private static StorageException failure(Path store) {
        StorageException e = catchThrowableOfType(StorageException.class, () -> open(store));
        assertThat(e).isNotNull();
        return e;
    }

    private Process start(Path store) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        return child;
    }

    private static String line(Process child) throws IOException {
        return new BufferedReader(child.inputReader(StandardCharsets.UTF_8)).readLine();
    }

    @Test
    void rejectsASecondOwnerInThisProcess() throws IOException {
        StorageEngine engine = open(directory);

        StorageException e = failure(directory.resolve("..").resolve(directory.getFileName()));

        assertThat(e.kind()).isEqualTo(Kind.LOCKED);
        assertThat(e).hasMessageContaining(directory.toRealPath().toString()).hasMessageContaining("" + PID);
        engine.close();
        open(directory).close();
    }

    @Test
    void keepsTheLockWhenASecondOwnerOfThisProcessWasRejected() throws IOException {
        StorageEngine engine = open(directory);
        assertThat(failure(directory).kind()).isEqualTo(Kind.LOCKED);

        String outcome = line(start(directory));

        assertThat(outcome).contains("LOCKED");
        engine.close();
    }

    @Test
    void rejectsASecondProcessAtOnceAndNamesDirectoryAndOwner() throws IOException {
        StorageEngine engine = open(directory);

        String outcome = line(start(directory));

        assertThat(outcome).contains("LOCKED", directory.toRealPath().toString(), "process " + PID);
        long millis = Long.parseLong(outcome.substring(0, outcome.indexOf(' ')));
        assertThat(millis).as("milliseconds until the child's open failed").isLessThan(2000);
        engine.close();
    }

    @Test
    void isFreeAtOnceWhenItsOwnerIsKilled() throws Exception {
        Process owner = start(directory);
        assertThat(line(owner)).contains("OPENED");
        StorageException e = failure(directory);
        assertThat(e.kind()).isEqualTo(Kind.LOCKED);
        assertThat(e).hasMessageContaining("process " + owner.pid());

        owner.destroyForcibly().waitFor();

        open(directory).close();
    }

    @Test
    void writesTheOwnersProcessIdToItsFile() throws IOException {
        Files.writeString(directory.resolve("LOCK"), "123456789012345");

        StorageEngine engine = open(directory);

        assertThat(directory.resolve("LOCK")).content().isEqualTo("" + PID);
        engine.close();
    }

    @Test
    void isLetGoOfWhenTheStoreDoesNotOpen() throws IOException {
        Files.write(directory.resolve(Segment.fileName(1)), new byte[100]);
        assertThat(failure(directory).kind()).isEqualTo(Kind.CORRUPT);
        assertThat(failure(directory).kind()).isEqualTo(Kind.CORRUPT);

        Files.delete(directory.resolve(Segment.fileName(1)));

        open(directory).close();
    }

    @Test
    void createsMissingDirectories() {
        Path store = directory.resolve("a").resolve("b").resolve("c");

        open(store).close();

        assertThat(store.resolve(Segment.fileName(1))).exists();
    }

    @Test
    void rejectsAFileAndAPathBelowOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");

        for (Path store : List.of(file, file.resolve("below"))) {
            assertThatThrownBy(() -> open(store))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IO))
                    .hasMessageContaining(store.toString());
        }
        assertThat(file).content().isEqualTo("content");
    }
}
