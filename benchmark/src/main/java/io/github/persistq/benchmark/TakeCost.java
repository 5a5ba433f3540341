package io.github.persistq.benchmark;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.testing.server.DatabaseKind;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What taking an item costs while many others are in flight, beside an empty queue, on every engine. The two take turns. In
 * persist-queue's acknowledging queue it costs more the more there are (its issue 84).
 *
 * <p>Threading: one thread.
 */
@Command(
        name = "TakeCost",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures take() with nothing and with many items in flight, on every engine.")
public final class TakeCost extends Program {
    private static final int PORTION = 500;

    @Option(names = "--dir", description = "A directory on the disk to measure; created if needed.")
    private Path directory = Path.of("benchmark", "target", "take-cost");

    @Option(names = "--in-flight", description = "How many items are in flight.")
    private int inFlight = 100_000;

    @Option(names = "--takes", description = "How many items are taken from each queue.")
    private int takes = 2000;

    @Option(names = "--servers", split = ",", description = "Servers to start for it: ${COMPLETION-CANDIDATES}.")
    private List<DatabaseKind> servers = List.of();

    private TakeCost() {}

    /** Runs the program; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new TakeCost());
    }

    @Override
    void run(PrintWriter out) throws Exception {
        Files.createDirectories(directory);
        Path store = Files.createDirectory(directory.resolve("store-" + System.nanoTime()));
        Table table = new Table("engine", "in flight", "take p50 us", "empty: take p50 us", "ratio");
        try (Engines engines = Engines.with(servers, List.of())) {
            for (Map.Entry<String, String> each : engines.urls(store).entrySet()) {
                out.println(each.getKey() + ": putting %d items in flight".formatted(inFlight));
                out.flush();
                measure(each.getKey(), each.getValue(), table);
            }
        } finally {
            Directories.delete(store);
        }
        table.printMarkdown(out);
    }

    private void measure(String engine, String url, Table table) throws InterruptedException {
        try (QueueStore store = QueueStore.open(url)) {
            PersistentQueue<String> empty = store.queue("empty", Serializers.utf8());
            PersistentQueue<String> full = store.queue("full", Serializers.utf8(), QueueOptions.DEFAULT);
            for (int done = 0; done < inFlight; done += PORTION) {
                full.putAll(Collections.nCopies(Math.min(PORTION, inFlight - done), "item"));
                full.takeAll(PORTION);
            }
            List<Histogram> nanos = List.of(new Histogram(3), new Histogram(3));
            for (int i = 0; i < takes; i++) {
                take(full, nanos.get(0));
                take(empty, nanos.get(1));
            }
            double many = nanos.get(0).getValueAtPercentile(50) / 1e3;
            double none = nanos.get(1).getValueAtPercentile(50) / 1e3;
            List<String> row =
                    new ArrayList<>(List.of(engine, Long.toString(full.stats().inFlight())));
            for (double figure : new double[] {many, none, many / none}) {
                row.add("%.2f".formatted(figure));
            }
            table.row(row.toArray(new String[0]));
        }
    }

    private static void take(PersistentQueue<String> queue, Histogram nanos) throws InterruptedException {
        queue.put("item");
        long start = System.nanoTime();
        Delivery<String> taken = queue.take();
        nanos.recordValue(System.nanoTime() - start);
        taken.ack();
    }
}
