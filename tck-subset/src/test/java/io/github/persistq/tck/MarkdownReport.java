package io.github.persistq.tck;

import io.github.persistq.tck.Outcome.Verdict;
import java.util.List;
import java.util.function.ToLongFunction;

/** The report as Markdown. */
final class MarkdownReport {
    private final Report report;
    private final StringBuilder out = new StringBuilder();

    MarkdownReport(Report report) {
        this.report = report;
    }

    String text() {
        out.append("# Jakarta Messaging 3.1, statement by statement\n\n");
        out.append(report.statements()).append(" statements. Cells: ");
        out.append("passed / failed / differs / not applicable.\n\n");
        table();
        list("Failures", Verdict.FAILED);
        list("Where Artemis differs", Verdict.DIFFERS);
        list("Not applicable", Verdict.NOT_APPLICABLE);
        return out.toString();
    }

    private void table() {
        List<String> providers = report.providers();
        out.append("| chapter | statements |");
        providers.forEach(each -> out.append(' ').append(each).append(" |"));
        out.append("\n|---|---|").append("---|".repeat(providers.size())).append('\n');
        for (int chapter : report.chapters()) {
            out.append("| ").append(Report.chapter(chapter)).append(" | ");
            out.append(report.statements(chapter)).append(" |");
            for (String provider : providers) {
                cell(verdict -> report.count(chapter, provider, verdict));
            }
            out.append('\n');
        }
        out.append("| all | ").append(report.statements()).append(" |");
        for (String provider : providers) {
            cell(verdict -> report.count(provider, verdict));
        }
        out.append('\n');
    }

    private void cell(ToLongFunction<Verdict> count) {
        String separator = " ";
        for (Verdict verdict : Verdict.values()) {
            out.append(separator).append(count.applyAsLong(verdict));
            separator = " / ";
        }
        out.append(" |");
    }

    private void list(String title, Verdict verdict) {
        List<Outcome> found = report.with(verdict);
        out.append("\n## ").append(title).append(" (").append(found.size()).append(")\n\n");
        if (found.isEmpty()) {
            out.append("None.\n");
        }
        for (Outcome each : found) {
            out.append("* ")
                    .append(each.section())
                    .append(", ")
                    .append(each.provider())
                    .append(": ");
            out.append(each.sentence()).append(". ");
            out.append(verdict == Verdict.DIFFERS ? "Artemis: " : "");
            out.append(Report.firstLine(each.detail()))
                    .append(" (`")
                    .append(each.test())
                    .append("`)\n");
        }
    }
}
