package io.github.persistq.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole system beside an embedded Artemis, both durable, in turns within each round: start-up until the first message has come
 * back, one sender, and senders and receivers at once. What counts are the ratios; a disk or machine that changes its pace changes
 * it for both.
 *
 * <p>Threading: one thread.
 */
@Command(
        name = "BesideArtemis",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures PersistQ's file store and an embedded Artemis, both durable, in the same run.")
public final class BesideArtemis extends Program {
    private static final String PERSISTQ = "PersistQ";
    private static final String ARTEMIS = "Artemis";

    @Option(names = "--dir", description = "A directory on the disk to measure; created if needed.")
    private Path directory = Path.of("benchmark", "target", "beside-artemis");

    @Option(names = "--messages", description = "Messages of each measurement.")
    private int messages = 4000;

    @Option(names = "--threads", description = "Senders, and as many receivers, where there are several.")
    private int threads = 8;

    @Option(names = "--bytes", description = "Bytes of each body.")
    private int bytes = 1024;

    @Option(names = "--rounds", description = "Rounds; the first is a warm-up and not counted.")
    private int rounds = 6;

    @Option(names = "--csv", description = "A file for the table as CSV.")
    private @Nullable Path csv;

    /** For each measurement the figures of each round: PersistQ's, Artemis's. */
    private final Map<String, List<double[]>> figures = new LinkedHashMap<>();

    private BesideArtemis() {}

    /** Runs the program; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new BesideArtemis());
    }

    @Override
    void run(PrintWriter out) throws Exception {
        Files.createDirectories(directory);
        Map<String, Provider.Opener> providers = new LinkedHashMap<>();
        providers.put(PERSISTQ, Provider::persistq);
        int bufferNanos = forceNanos();
        providers.put(ARTEMIS, store -> Provider.artemis(store, bufferNanos));
        for (int round = 1; round <= rounds; round++) {
            Map<String, Map<String, Double>> results = new LinkedHashMap<>();
            for (Map.Entry<String, Provider.Opener> each : providers.entrySet()) {
                results.put(each.getKey(), measure(each.getValue()));
            }
            keep(round, results, out);
        }
        report(out);
    }

    /** What a write with its force takes here. */
    private int forceNanos() throws IOException {
        return (int) BareForces.run(directory.resolve("bare-" + System.nanoTime() + ".bin"), 50, 200, 4096)
                .getValueAtPercentile(50);
    }

    private Map<String, Double> measure(Provider.Opener opener) throws Exception {
        Path store = directory.resolve("store-" + System.nanoTime());
        Map<String, Double> results = new LinkedHashMap<>();
        long start = System.nanoTime();
        try (Provider provider = opener.open(store)) {
            new Exchange(1, 1, 1, bytes).perSecond(provider.factory(), "first");
            results.put("start-up to first message, ms", (System.nanoTime() - start) / 1e6);
            results.put(
                    "1 sender, messages/s", new Exchange(1, 0, messages, bytes).perSecond(provider.factory(), "one"));
            results.put(
                    "%d senders + %d receivers, messages/s".formatted(threads, threads),
                    new Exchange(threads, threads, messages, bytes).perSecond(provider.factory(), "many"));
        } finally {
            Directories.delete(store);
        }
        return results;
    }

    private void keep(int round, Map<String, Map<String, Double>> results, PrintWriter out) {
        Map<String, Double> artemis = results.getOrDefault(ARTEMIS, Map.of());
        StringBuilder line =
                new StringBuilder("round %d/%d%s".formatted(round, rounds, round == 1 ? " (warm-up)" : ""));
        results.getOrDefault(PERSISTQ, Map.of()).forEach((name, ours) -> {
            double theirs = artemis.getOrDefault(name, 0.0);
            line.append("; %s: %.0f beside %.0f".formatted(name, ours, theirs));
            if (round > 1) {
                figures.computeIfAbsent(name, any -> new ArrayList<>()).add(new double[] {ours, theirs, ours / theirs});
            }
        });
        out.println(line);
        out.flush();
    }

    private void report(PrintWriter out) throws Exception {
        Table table = new Table("measurement", PERSISTQ, ARTEMIS, "ratio (lowest to highest)");
        figures.forEach((name, all) -> table.row(
                name,
                "%.0f".formatted(column(all, 0)),
                "%.0f".formatted(column(all, 1)),
                "%.2f (%.2f to %.2f)"
                        .formatted(
                                column(all, 2),
                                all.stream().mapToDouble(each -> each[2]).min().orElseThrow(),
                                all.stream().mapToDouble(each -> each[2]).max().orElseThrow())));
        out.println();
        out.println("Medians of %d rounds; %d bytes a message; Artemis's journal is %s."
                .formatted(rounds - 1, bytes, Provider.artemisJournal()));
        table.printMarkdown(out);
        if (csv != null) {
            table.writeCsv(csv);
        }
    }

    private static double column(List<double[]> all, int column) {
        return Medians.of(all.stream().map(each -> each[column]).toList());
    }
}
