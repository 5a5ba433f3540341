package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program's first message costs, in what can be counted. */
@Timeout(60)
class FirstMessageTest {
    @TempDir
    Path directory;

    /** Sends and receives one message in a new store, and says which threads there are then, and how large the store is. */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            try (JMSContext context = new PersistqConnectionFactory("persistq:file:" + args[0]).createContext()) {
                Queue orders = context.createQueue("orders");
                context.createProducer().send(orders, "one");
                System.out.println("received " + context.createConsumer(orders).receiveBody(String.class, 1000));
                System.out.println("threads " + more(before) + " bytes " + bytes(Path.of(args[0])));
            }
            System.out.println("then threads " + more(before) + " bytes " + bytes(Path.of(args[0])));
        }

        private static Set<String> more(Set<Thread> before) {
            Set<String> names = new TreeSet<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!before.contains(thread)) {
                    names.add(thread.getName());
                }
            }
            return names;
        }

        private static long bytes(Path store) throws IOException {
            try (Stream<Path> files = Files.list(store)) {
                return files.mapToLong(file -> {
                            try {
                                return Files.size(file);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                        .sum();
            }
        }
    }

    /** The first lambda that a virtual machine links costs it more time than opening a store does. */
    @Test
    void linksNoLambdaStartsNoThreadAndTakesLittleRoom() throws Exception {
        Path classes = directory.resolve("classes.log");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + classes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.resolve("store").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);

        assertThat(output).contains("received one", "threads []", "then threads []");
        assertThat(output.lines().filter(line -> line.contains("bytes")))
                .hasSize(2)
                .allSatisfy(line -> assertThat(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                        .isLessThan(1 << 20));
        List<String> loaded = Files.readAllLines(classes);
        assertThat(loaded.stream().anyMatch(line -> line.contains("persistq.jms.PersistqConnectionFactory")))
                .isTrue();
        assertThat(loaded.stream().filter(line -> line.contains("persistq") && line.contains("$$Lambda")))
                .allMatch(line -> line.contains("FirstMessageTest"));
    }
}
