package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps ASSERTIONS.md in step with the tests: {@code -Dassertions.write=true} writes its list anew. */
class AssertionsTest {
    private static final Path FILE = Path.of("ASSERTIONS.md");
    /** What stands above this line is written by hand, and what stands below it is written by this test. */
    private static final String BORDER = "<!-- All below this line is generated: ";

    @Test
    void theListOfAssertionsNamesEveryStatement() throws Exception {
        String text = Files.readString(FILE).replace("\r\n", "\n");
        int border = text.indexOf(BORDER);
        assertThat(border).as("%s has a line that begins with %s", FILE, BORDER).isNotNegative();
        int listBegins = text.indexOf('\n', border) + 1;
        String expected = new AssertionsList(statementClasses()).text();

        if (Boolean.getBoolean("assertions.write")) {
            Files.writeString(FILE, text.substring(0, listBegins) + expected);
            return;
        }

        assertThat(text.substring(listBegins))
                .as("%s: run this test with -Dassertions.write=true to write the list anew", FILE)
                .isEqualTo(expected);
    }

    @Test
    void everyTestOfAChapterNamesItsSection() throws Exception {
        assertThat(statementClasses())
                .flatMap(type -> Arrays.asList(type.getDeclaredMethods()))
                .filteredOn(method -> method.isAnnotationPresent(Test.class))
                .allMatch(method -> method.isAnnotationPresent(Spec.class));
    }

    @Test
    void noTwoStatementsOfAClassSayTheSame() throws Exception {
        for (Class<?> type : statementClasses()) {
            assertThat(Statement.all(type)).extracting(Statement::sentence).doesNotHaveDuplicates();
        }
    }

    /** All classes of statements beside this one, by name. */
    private static List<Class<?>> statementClasses() throws Exception {
        Path classes = Path.of(AssertionsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = classes.resolve(AssertionsTest.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            List<Class<?>> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .sorted()
                    .<Class<?>>map(AssertionsTest::named)
                    .filter(AssertionsTest::makesStatements)
                    .toList();
            assertThat(found).as("classes of statements in %s", folder).isNotEmpty();
            return found;
        }
    }

    private static boolean makesStatements(Class<?> type) {
        return Statements.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    private static Class<?> named(String file) {
        String simple = file.substring(0, file.length() - ".class".length());
        try {
            return Class.forName(AssertionsTest.class.getPackageName() + "." + simple);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(file + " holds no class of that name", e);
        }
    }
}
