package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AssertionsTest {
    private static final List<Class<? extends Statements>> CLASSES = List.of(
            Chapter03MessageTest.class,
            Chapter04QueueTest.class,
            Chapter05AdministeredObjectsTest.class,
            Chapter06ConnectionTest.class,
            Chapter06SessionTest.class,
            Chapter07SendingTest.class);

    @Test
    void theListOfAssertionsNamesEveryStatement() throws Exception {
        StringBuilder expected = new StringBuilder();
        for (Class<?> type : CLASSES) {
            expected.append("\n## ").append(type.getSimpleName()).append("\n\n| section | statement |\n|---|---|\n");
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Spec.class))
                    .sorted(Comparator.comparing(AssertionsTest::sortableSection)
                            .thenComparing(Method::getName))
                    .forEach(method -> expected.append("| %s | %s |%n".formatted(section(method), sentence(method))));
        }

        String listed = Files.readString(Path.of("ASSERTIONS.md")).replace("\r\n", "\n");

        assertThat(listed)
                .as("ASSERTIONS.md; what it lists of the statements should be:%n%s", expected)
                .endsWith(expected.toString().replace("\r\n", "\n"));
    }

    private static String section(Method method) {
        return method.getAnnotation(Spec.class).value();
    }

    /** The section with each number padded, so that 3.5.11 comes behind 3.5.8. */
    private static String sortableSection(Method method) {
        StringBuilder sortable = new StringBuilder();
        for (String number : section(method).split("\\.")) {
            sortable.append("%3s.".formatted(number));
        }
        return sortable.toString();
    }

    /** The method's name as words. */
    private static String sentence(Method method) {
        String words = method.getName().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
