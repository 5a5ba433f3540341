package io.github.persistq.benchmark;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.testing.server.DatabaseKind;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The benchmark that persist-queue publishes, on every engine: seconds for writing a number of items one by one, for writing and
 * reading them with one acknowledgement of all at the end, and with one for each. Every round measures all engines. All is as
 * durable as the engine's default says: each put is on the device when it returns, which no put of persist-queue's file queue is.
 *
 * <p>Threading: one thread.
 */
@Command(
        name = "ThreeColumns",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures what persist-queue's own benchmark does, through the native API, on every engine.")
public final class ThreeColumns extends Program {
    /** Seconds for 1000 items as its README of version 0.8 has them. */
    private static final String[][] PUBLISHED = {
        {"persist-queue, SQLite, published (Ubuntu 16.04 VM, SATA SSD)", "1000", "1.8282", "1.8075", "2.8639"},
        {"persist-queue, file, published (the same)", "1000", "0.9123", "1.0411", "2.5104"},
    };

    @Option(names = "--dir", description = "A directory on the disk to measure; created if needed.")
    private Path directory = Path.of("benchmark", "target", "three-columns");

    @Option(names = "--items", split = ",", description = "How many items, for each number a table row.")
    private List<Integer> items = List.of(1000, 10_000);

    @Option(names = "--rounds", description = "Rounds; the table shows medians.")
    private int rounds = 5;

    @Option(names = "--servers", split = ",", description = "Servers to start for it: ${COMPLETION-CANDIDATES}.")
    private List<DatabaseKind> servers = List.of();

    @Option(names = "--url", description = "Another store to measure, such as persistq:mysql://HOST:PORT/DB?user=U.")
    private List<String> urls = List.of();

    @Option(names = "--csv", description = "A file for the table as CSV.")
    private @Nullable Path csv;

    private ThreeColumns() {}

    /** Runs the program; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new ThreeColumns());
    }

    /** An engine's results for one number of items: the three columns of each round. */
    private record Line(String engine, int items, List<double[]> seconds) {}

    @Override
    void run(PrintWriter out) throws Exception {
        Files.createDirectories(directory);
        try (Engines engines = Engines.with(servers, urls)) {
            report(measure(engines, out), out);
        }
    }

    private List<Line> measure(Engines engines, PrintWriter out) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int count : items) {
            for (String engine : engines.urls(directory).keySet()) {
                lines.add(new Line(engine, count, new ArrayList<>()));
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (Line line : lines) {
                double[] seconds = columns(engines, line);
                line.seconds().add(seconds);
                out.println("round %d/%d: %s, %d items: %.3f, %.3f, %.3f s"
                        .formatted(round, rounds, line.engine(), line.items(), seconds[0], seconds[1], seconds[2]));
                out.flush();
            }
        }
        return lines;
    }

    private double[] columns(Engines engines, Line line) throws Exception {
        int count = line.items();
        Path store = Files.createDirectory(directory.resolve("store-" + System.nanoTime()));
        String url = Objects.requireNonNull(engines.urls(store).get(line.engine()));
        try (QueueStore opened = QueueStore.open(url)) {
            PersistentQueue<String> queue = opened.queue("three-columns", Serializers.utf8());
            double[] seconds = {
                seconds(() -> write(queue, count)),
                seconds(() -> {
                    queue.purge();
                    write(queue, count);
                    List<Delivery<String>> taken = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        taken.add(queue.take());
                    }
                    queue.ackAll(taken);
                }),
                seconds(() -> {
                    write(queue, count);
                    for (int i = 0; i < count; i++) {
                        queue.take().ack();
                    }
                })
            };
            opened.drop("three-columns");
            return seconds;
        } finally {
            Directories.delete(store);
        }
    }

    private static void write(PersistentQueue<String> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put("item " + i);
        }
    }

    private interface Action {
        void run() throws InterruptedException;
    }

    private static double seconds(Action action) throws InterruptedException {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void report(List<Line> lines, PrintWriter out) throws Exception {
        Table table = new Table("engine", "items", "write s", "write/read, one ack s", "write/read, an ack each s");
        for (Line line : lines) {
            table.row(line.engine(), Integer.toString(line.items()), column(line, 0), column(line, 1), column(line, 2));
        }
        for (String[] row : PUBLISHED) {
            table.row(row);
        }
        out.println();
        out.println(
                "Median of %d rounds. PersistQ with durability=force: every put is on the device.".formatted(rounds));
        table.printMarkdown(out);
        if (csv != null) {
            table.writeCsv(csv);
        }
    }

    private static String column(Line line, int column) {
        return "%.4f"
                .formatted(Medians.of(
                        line.seconds().stream().map(each -> each[column]).toList()));
    }
}
