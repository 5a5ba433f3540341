package io.github.persistq.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What one test method shows, read from its name and annotations. */
record Statement(Method method, String section, String sentence) {
    /** By section, then by name. */
    static final Comparator<Statement> ORDER = Comparator.comparing(Statement::sortableSection)
            .thenComparing(each -> each.method().getName())
            .thenComparing(each -> each.method().getDeclaringClass().getSimpleName());

    /** The statement of a method, or nothing if it has no {@link Spec}. */
    static Optional<Statement> of(Method method) {
        return Optional.ofNullable(method.getAnnotation(Spec.class))
                .map(spec -> new Statement(method, spec.value(), sentence(method)));
    }

    /** The statements of a class, in order. */
    static List<Statement> all(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .map(Statement::of)
                .flatMap(Optional::stream)
                .sorted(ORDER)
                .toList();
    }

    /** The number before the first dot of the section. */
    int chapter() {
        return Integer.parseInt(section.split("\\.", 2)[0]);
    }

    /** Where Artemis departs from the statement, if it does. */
    Optional<ArtemisDiffers> difference() {
        return Optional.ofNullable(method.getAnnotation(ArtemisDiffers.class));
    }

    /** The section with each number padded, so that 3.5.11 comes behind 3.5.8. */
    private String sortableSection() {
        StringBuilder sortable = new StringBuilder();
        for (String number : section.split("\\.")) {
            sortable.append("%3s.".formatted(number));
        }
        return sortable.toString();
    }

    /** The method's name as words. */
    private static String sentence(Method method) {
        String words = method.getName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
