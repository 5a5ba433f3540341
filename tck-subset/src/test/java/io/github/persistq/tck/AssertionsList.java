package io.github.persistq.tck;

import java.util.List;

/** The generated part of ASSERTIONS.md. */
final class AssertionsList {
    private final List<Class<?>> classes;
    private final StringBuilder out = new StringBuilder();

    AssertionsList(List<Class<?>> classes) {
        this.classes = classes;
    }

    String text() {
        long statements =
                classes.stream().mapToLong(type -> Statement.all(type).size()).sum();
        out.append("\n%d statements in %d classes.\n".formatted(statements, classes.size()));
        differences();
        classes.forEach(this::statements);
        return out.toString();
    }

    private void differences() {
        out.append(
                "\n## Where Artemis differs\n\n| section | statement | Artemis | our reading |\n|---|---|---|---|\n");
        classes.stream()
                .flatMap(type -> Statement.all(type).stream())
                .sorted(Statement.ORDER)
                .forEach(statement -> statement
                        .difference()
                        .ifPresent(differs -> out.append("| %s | %s | %s | %s |\n"
                                .formatted(
                                        statement.section(),
                                        statement.sentence(),
                                        differs.value(),
                                        differs.reading().isEmpty() ? "as the statement" : differs.reading()))));
    }

    private void statements(Class<?> type) {
        out.append("\n## ").append(type.getSimpleName()).append("\n\n| section | statement |\n|---|---|\n");
        Statement.all(type)
                .forEach(statement -> out.append("| %s | %s |\n".formatted(statement.section(), statement.sentence())));
    }
}
