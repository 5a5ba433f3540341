package io.github.persistq.parity;

import io.github.persistq.parity.ParityOutcome.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The table of rows and engines, as Markdown. */
final class ParityTable {
    /** The rows, and what each is about. */
    private static final Map<String, String> ROWS = rows();

    /** Why there is no test of a row here. */
    private static final Map<String, String> NOTES = Map.of(
            "P17",
                    "settled messages are reclaimed by the engines, which test that; a call that compacts at once is not there yet",
            "P21", "there are no chunks counted in items: option segmentBytes says how large a journal file is",
            "P32", "the module benchmark measures",
            "P33", "all tests run on Linux; nothing was run on Windows or macOS",
            "Q2", "as P1, but for forces: every put is forced");

    private final List<ParityOutcome> outcomes;
    private final StringBuilder out = new StringBuilder();

    ParityTable(List<ParityOutcome> outcomes) {
        this.outcomes = outcomes;
    }

    private static Map<String, String> rows() {
        String[] titles = {
            "file queue, restart",
            "SQLite queue",
            "MySQL queue",
            "LIFO",
            "priorities",
            "unique items",
            "ack, nack, failed",
            "resume what was in flight",
            "blocking and timeouts",
            "take by id",
            "take after an id",
            "metadata",
            "replace in place",
            "look at everything",
            "figures",
            "clear acknowledged items",
            "shrink",
            "wait until drained",
            "transactions and automatic acknowledgement",
            "limits",
            "chunks and temporary files",
            "serializers",
            "persistent map",
            "asynchronous API",
            "many threads",
            "virtual threads",
            "many queues in a store",
            "null items",
            "close",
            "crash safety",
            "several processes",
            "benchmark",
            "Windows",
            "peek, purge, drop",
            "delay, expiry, retries",
            "batches"
        };
        Map<String, String> rows = new LinkedHashMap<>();
        for (int i = 0; i < titles.length; i++) {
            rows.put("P" + (i + 1), titles[i]);
        }
        rows.put("Q1", "queuelib: fairness over groups");
        rows.put("Q2", "python-pqueue: as P1");
        return rows;
    }

    String text() {
        TreeSet<String> engines = new TreeSet<>();
        outcomes.forEach(outcome -> engines.add(outcome.engine()));
        out.append("# Parity with persist-queue, row by row\n\n");
        out.append(
                "Made by the tests of the provider. Cells: tests that passed / failed / do not apply; empty: no test ran.\n");
        out.append("Column `-`: tests that are not run engine by engine.\n\n| row | what |");
        engines.forEach(engine -> out.append(' ').append(engine).append(" |"));
        out.append("\n|---|---|").append("---|".repeat(engines.size())).append('\n');
        ROWS.forEach((row, title) -> {
            out.append("| ").append(row).append(" | ").append(title).append(" |");
            engines.forEach(engine -> cell(row, engine));
            out.append('\n');
        });
        out.append("\n## Rows without a test here\n\n");
        ROWS.keySet().stream()
                .filter(row -> outcomes.stream().noneMatch(each -> each.row().equals(row)))
                .forEach(row ->
                        out.append("* %s: %s%n".formatted(row, NOTES.getOrDefault(row, "its tests were not run"))));
        list("Failed", Verdict.FAILED);
        list("Not applicable", Verdict.NOT_APPLICABLE);
        return out.toString();
    }

    private void cell(String row, String engine) {
        long passed = count(row, engine, Verdict.PASSED);
        long failed = count(row, engine, Verdict.FAILED);
        long left = count(row, engine, Verdict.NOT_APPLICABLE);
        boolean empty = passed + failed + left == 0;
        out.append(empty ? " |" : " %d / %d / %d |".formatted(passed, failed, left));
    }

    private long count(String row, String engine, Verdict verdict) {
        return outcomes.stream()
                .filter(each -> each.row().equals(row) && each.engine().equals(engine) && each.verdict() == verdict)
                .count();
    }

    /** By reason, so that one that holds for many tests is told once. */
    private void list(String title, Verdict verdict) {
        Map<String, TreeSet<String>> byReason = new TreeMap<>();
        for (ParityOutcome each : outcomes) {
            if (each.verdict() == verdict) {
                byReason.computeIfAbsent(each.engine() + ": " + each.reason(), reason -> new TreeSet<>())
                        .add("%s `%s`".formatted(each.row(), each.test()));
            }
        }
        out.append("\n## ").append(title).append("\n\n").append(byReason.isEmpty() ? "None.\n" : "");
        byReason.forEach((reason, tests) -> out.append("* ")
                .append(reason)
                .append(": ")
                .append(String.join(", ", tests))
                .append('\n'));
    }
}
