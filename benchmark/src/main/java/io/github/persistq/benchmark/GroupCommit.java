package io.github.persistq.benchmark;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how persistent sends share forces: messages per second and latency for some numbers of senders, and the lone
 * sender beside a bare write and force. Each round measures all of them, so that a disk that changes its pace changes it for
 * all.
 *
 * <p>Threading: one thread.
 */
@Command(
        name = "GroupCommit",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures persistent sends of one or more senders to a new file store.")
public final class GroupCommit extends Program {
    @Option(names = "--dir", description = "A directory on the disk to measure; created if needed.")
    private Path directory = Path.of("benchmark", "target", "group-commit");

    @Option(names = "--senders", split = ",", description = "How many threads send.")
    private List<Integer> senders = List.of(1, 8, 32);

    @Option(names = "--messages", description = "Messages of each sender and round.")
    private int messages = 500;

    @Option(names = "--warmup", description = "Messages of each sender and round before those, not counted.")
    private int warmup = 100;

    @Option(names = "--bytes", description = "Bytes of each message's body, and of each bare write.")
    private int bytes = 1024;

    @Option(names = "--rounds", description = "Rounds; the tables show all of them together.")
    private int rounds = 5;

    private final Map<Integer, Series> series = new TreeMap<>();
    private final Histogram bare = new Histogram(3);
    private final List<Double> ratios = new ArrayList<>();

    /** All rounds of one number of senders. */
    private static final class Series {
        final Histogram nanos = new Histogram(3);
        final List<Double> perSecond = new ArrayList<>();
    }

    private GroupCommit() {}

    /** Runs the program; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new GroupCommit());
    }

    @Override
    void run(PrintWriter out) throws Exception {
        Files.createDirectories(directory);
        for (int round = 1; round <= rounds; round++) {
            out.println("round %d/%d: %s".formatted(round, rounds, round(round)));
            out.flush();
        }
        printTable(out);
        printRatio(out);
    }

    /** Runs everything once; returns a line about it. */
    private String round(int round) throws Exception {
        Histogram bareNanos =
                BareForces.run(directory.resolve("bare-" + System.nanoTime() + ".bin"), warmup, messages, bytes);
        bare.add(bareNanos);
        StringBuilder line = new StringBuilder("bare p50 %s".formatted(micros(bareNanos, 50)));
        for (int count : senders) {
            Path store = directory.resolve("store-%d-%d-%d".formatted(count, round, System.nanoTime()));
            SendRun.Result result = new SendRun(count, warmup, messages, bytes).run(store);
            Series all = series.computeIfAbsent(count, c -> new Series());
            all.nanos.add(result.nanos());
            all.perSecond.add(result.perSecond());
            if (count == 1) {
                ratios.add((double) result.nanos().getValueAtPercentile(50) / bareNanos.getValueAtPercentile(50));
            }
            line.append("; %d: %.0f/s p50 %s".formatted(count, result.perSecond(), micros(result.nanos(), 50)));
        }
        return line.toString();
    }

    private void printTable(PrintWriter out) {
        out.println();
        out.println("| senders | messages | messages/s (median of %d rounds) | p50 us | p99 us |".formatted(rounds));
        out.println("|---:|---:|---:|---:|---:|");
        series.forEach((count, all) -> out.println("| %d | %d | %.0f | %.0f | %.0f |"
                .formatted(
                        count,
                        all.nanos.getTotalCount(),
                        Medians.of(all.perSecond),
                        all.nanos.getValueAtPercentile(50) / 1e3,
                        all.nanos.getValueAtPercentile(99) / 1e3)));
        out.println();
    }

    private void printRatio(PrintWriter out) {
        out.println("bare write and force of %d bytes: p50 %s, p99 %s"
                .formatted(bytes, micros(bare, 50), micros(bare, 99)));
        if (!ratios.isEmpty()) {
            out.println("lone sender p50 / bare p50, median of %d rounds: %.2f (%.2f to %.2f)"
                    .formatted(
                            rounds,
                            Medians.of(ratios),
                            ratios.stream().min(Double::compare).orElseThrow(),
                            ratios.stream().max(Double::compare).orElseThrow()));
        }
        out.flush();
    }

    private static String micros(Histogram nanos, double percentile) {
        return "%.0f us".formatted(nanos.getValueAtPercentile(percentile) / 1e3);
    }
}
