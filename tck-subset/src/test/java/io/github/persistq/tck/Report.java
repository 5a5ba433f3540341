package io.github.persistq.tck;

import io.github.persistq.tck.Outcome.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;

/** All outcomes of a run, counted and sorted for the report's tables. */
final class Report {
    /** The chapters that make testable statements. */
    private static final Map<Integer, String> CHAPTERS = Map.ofEntries(
            Map.entry(2, "Architecture"),
            Map.entry(3, "The message model"),
            Map.entry(4, "Messaging domains"),
            Map.entry(5, "Administered objects"),
            Map.entry(6, "Connecting to a provider"),
            Map.entry(7, "Sending messages"),
            Map.entry(8, "Receiving messages"),
            Map.entry(9, "Other facilities"),
            Map.entry(10, "Exceptions"),
            Map.entry(11, "Application server facilities"),
            Map.entry(12, "Use in Jakarta EE applications"),
            Map.entry(14, "Examples of the classic API"),
            Map.entry(15, "Examples of the simplified API"));

    private final List<Outcome> outcomes;

    Report(List<Outcome> outcomes) {
        this.outcomes = outcomes.stream()
                .sorted(Comparator.comparing(Outcome::chapter)
                        .thenComparing(Outcome::test)
                        .thenComparing(Outcome::provider))
                .toList();
    }

    /** A chapter's number and title. */
    static String chapter(int number) {
        String title = CHAPTERS.get(number);
        return title == null ? String.valueOf(number) : number + " " + title;
    }

    List<Integer> chapters() {
        return List.copyOf(new TreeSet<>(outcomes.stream().map(Outcome::chapter).toList()));
    }

    /** The providers' titles, in the order in which they are run; what befell a class as a whole comes last. */
    List<String> providers() {
        List<String> known = Providers.all().stream().map(Provider::title).toList();
        Comparator<String> order =
                Comparator.comparing(title -> known.contains(title) ? known.indexOf(title) : known.size());
        return outcomes.stream().map(Outcome::provider).distinct().sorted(order).toList();
    }

    long count(int chapter, String provider, Verdict verdict) {
        return outcomes.stream()
                .filter(each ->
                        each.chapter() == chapter && each.provider().equals(provider) && each.verdict() == verdict)
                .count();
    }

    long count(String provider, Verdict verdict) {
        return outcomes.stream()
                .filter(each -> each.provider().equals(provider) && each.verdict() == verdict)
                .count();
    }

    List<Outcome> with(Verdict verdict) {
        return outcomes.stream().filter(each -> each.verdict() == verdict).toList();
    }

    /** Statements of a chapter, each counted once whatever it was run on. */
    long statements(int chapter) {
        return outcomes.stream()
                .filter(each -> each.chapter() == chapter)
                .map(Outcome::test)
                .distinct()
                .count();
    }

    long statements() {
        return outcomes.stream().map(Outcome::test).distinct().count();
    }

    /** One line for each provider and one for each failure. */
    String summary() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add("tck-subset: " + statements() + " statements; target/tck-report.html");
        for (String provider : providers()) {
            StringJoiner counts = new StringJoiner(", ", "  " + provider + ": ", "");
            for (Verdict verdict : Verdict.values()) {
                counts.add(count(provider, verdict) + " " + verdict.title());
            }
            lines.add(counts.toString());
        }
        for (Outcome each : with(Verdict.FAILED)) {
            lines.add("  FAILED " + each.provider() + " " + each.section() + " " + each.test() + ": "
                    + firstLine(each.detail()));
        }
        return lines.toString();
    }

    /** The beginning of a failure's text, on one line. */
    static String firstLine(String detail) {
        String line = detail.strip().replaceAll("\\s+", " ");
        return line.length() > 240 ? line.substring(0, 240) + "..." : line;
    }
}
