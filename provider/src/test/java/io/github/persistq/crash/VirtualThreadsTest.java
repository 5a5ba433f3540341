package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of virtual threads wait in {@code receive()} and keep no carrier. It needs a JDK of version 21 or later: the one
 * that the system property {@code persistq.newest.jdk} names, or the newest beside the one that runs the tests.
 */
class VirtualThreadsTest {
    private static final int THREADS = 10_000;
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void waitWithoutKeepingACarrier(boolean contexts) throws Exception {
        Optional<Path> jdk = newestJdk();
        assumeTrue(jdk.isPresent(), "no JDK of version 21 or later found; name one with -Dpersistq.newest.jdk=HOME");
        // On many cores a few pinned carriers would go unnoticed.
        List<String> options = List.of("-Djdk.virtualThreadScheduler.parallelism=2", "-Xmx1g");
        Path errors = directory.resolve("errors");
        String[] arguments = {
            "persistq:file:" + directory.resolve("store") + "?durability=os",
            Boolean.toString(contexts),
            Integer.toString(THREADS),
            directory.resolve("pinned.jfr").toString()
        };
        try (ChildJvm child = ChildJvm.start(jdk.get(), errors.toFile(), options, Crowd.class, arguments)) {
            List<String> lines = child.ended();

            lines.forEach(line -> System.out.println((contexts ? "contexts: " : "sessions: ") + line));
            assertThat(lines).as(child.errors()).endsWith(Crowd.GOOD);
        }
    }

    static Optional<Path> newestJdk() throws IOException {
        String named = System.getProperty("persistq.newest.jdk");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path siblings = ChildJvm.ownHome().toRealPath().getParent();
        try (Stream<Path> homes = Files.list(siblings)) {
            return homes.filter(home -> version(home) >= FIRST_WITH_VIRTUAL_THREADS)
                    .max(Comparator.comparing(VirtualThreadsTest::version));
        }
    }

    /** The feature version that a Java home says it has; 0 if it is none. */
    private static int version(Path home) {
        if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return 0;
        }
        try {
            Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
