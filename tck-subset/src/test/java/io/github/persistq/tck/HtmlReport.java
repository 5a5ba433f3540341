package io.github.persistq.tck;

import io.github.persistq.tck.Outcome.Verdict;
import java.util.List;
import java.util.function.ToLongFunction;

/** The report as one HTML page that needs nothing else and follows the reader's choice of light or dark. */
final class HtmlReport {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>PersistQ: Jakarta Messaging 3.1, statement by statement</title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --line: #d5dbe1; --soft: #f3f5f7;
                    --good: #17703a; --bad: #b3261e; --note: #7a5b00; --dim: #5b6773; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e3e8ed; --paper: #14191f; --line: #36404a; --soft: #1d242c;
                      --good: #6fcf8f; --bad: #ff8a80; --note: #e6c060; --dim: #9aa7b3; } }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
                   max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; display: block; overflow-x: auto; }
            th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
            th { background: var(--soft); } tr.all td { font-weight: 600; background: var(--soft); }
            td.n { text-align: right; } code { font-size: .85em; color: var(--dim); overflow-wrap: anywhere; }
            .PASSED { color: var(--good); } .FAILED { color: var(--bad); font-weight: 600; }
            .DIFFERS { color: var(--note); } .NOT_APPLICABLE { color: var(--dim); }
            </style>
            </head>
            <body>
            """;

    private final Report report;
    private final StringBuilder out = new StringBuilder(HEAD);

    HtmlReport(Report report) {
        this.report = report;
    }

    String text() {
        out.append("<h1>Jakarta Messaging 3.1, statement by statement</h1>\n<p>");
        out.append(report.statements()).append(" statements, each run on every provider.</p>\n");
        summary();
        list("Failures", Verdict.FAILED);
        list("Where Artemis differs", Verdict.DIFFERS);
        list("Not applicable", Verdict.NOT_APPLICABLE);
        return out.append("</body>\n</html>\n").toString();
    }

    private void summary() {
        List<String> providers = report.providers();
        out.append("<table>\n<tr><th>chapter</th><th>statements</th>");
        providers.forEach(each -> out.append("<th>").append(escaped(each)).append("</th>"));
        out.append("</tr>\n");
        for (int chapter : report.chapters()) {
            out.append("<tr><td>").append(escaped(Report.chapter(chapter))).append("</td>");
            out.append("<td class=\"n\">").append(report.statements(chapter)).append("</td>");
            for (String provider : providers) {
                cell(verdict -> report.count(chapter, provider, verdict));
            }
            out.append("</tr>\n");
        }
        out.append("<tr class=\"all\"><td>all</td><td class=\"n\">")
                .append(report.statements())
                .append("</td>");
        for (String provider : providers) {
            cell(verdict -> report.count(provider, verdict));
        }
        out.append("</tr>\n</table>\n");
    }

    private void cell(ToLongFunction<Verdict> count) {
        out.append("<td>");
        String separator = "";
        for (Verdict verdict : Verdict.values()) {
            long counted = count.applyAsLong(verdict);
            if (counted > 0) {
                out.append(separator)
                        .append("<span class=\"")
                        .append(verdict.name())
                        .append("\">");
                out.append(counted).append(' ').append(verdict.title()).append("</span>");
                separator = ", ";
            }
        }
        out.append("</td>");
    }

    private void list(String title, Verdict verdict) {
        List<Outcome> found = report.with(verdict);
        out.append("<h2>").append(title).append(" (").append(found.size()).append(")</h2>\n");
        if (found.isEmpty()) {
            out.append("<p>None.</p>\n");
            return;
        }
        out.append("<table>\n<tr><th>section</th><th>provider</th><th>statement</th><th>what it does</th></tr>\n");
        for (Outcome each : found) {
            out.append("<tr><td>").append(escaped(each.section())).append("</td><td>");
            out.append(escaped(each.provider())).append("</td><td>").append(escaped(each.sentence()));
            out.append("<br><code>").append(escaped(each.test())).append("</code></td><td class=\"");
            out.append(verdict.name()).append("\">").append(escaped(Report.firstLine(each.detail())));
            out.append("</td></tr>\n");
        }
        out.append("</table>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
