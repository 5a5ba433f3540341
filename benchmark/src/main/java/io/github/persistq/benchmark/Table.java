package io.github.persistq.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A table of results, for people as Markdown and for programs as CSV (RFC 4180).
 *
 * <p>Threading: one thread.
 */
final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    void printMarkdown(PrintWriter out) {
        out.println("| " + String.join(" | ", head) + " |");
        out.println("|" + String.join("|", Collections.nCopies(head.size(), "---")) + "|");
        for (List<String> row : rows) {
            out.println("| " + String.join(" | ", row) + " |");
        }
        out.flush();
    }

    void writeCsv(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(line(head));
        for (List<String> row : rows) {
            lines.add(line(row));
        }
        Files.write(file, lines);
    }

    private static String line(List<String> cells) {
        return String.join(",", cells.stream().map(Table::quoted).toList());
    }

    private static String quoted(String cell) {
        return cell.contains(",") || cell.contains("\"") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
