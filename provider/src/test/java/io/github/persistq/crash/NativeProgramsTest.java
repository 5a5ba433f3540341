package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.parity.Parity;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the native API in processes of their own: on virtual threads, and without the JMS API. */
@Timeout(120)
class NativeProgramsTest {
    private static final int THREADS = 10_000;

    @TempDir
    Path directory;

    @Test
    @Parity("P26")
    void virtualThreadsWaitByTheThousandWithoutKeepingACarrier() throws Exception {
        Optional<Path> jdk = VirtualThreadsTest.newestJdk();
        assumeTrue(jdk.isPresent(), "no JDK of version 21 or later found; name one with -Dpersistq.newest.jdk=HOME");
        List<String> options = List.of("-Djdk.virtualThreadScheduler.parallelism=2", "-Xmx1g");
        String url = "persistq:file:" + directory.resolve("store") + "?durability=os";
        try (ChildJvm child = ChildJvm.start(
                jdk.get(),
                directory.resolve("errors").toFile(),
                options,
                NativeCrowd.class,
                url,
                Integer.toString(THREADS))) {
            List<String> lines = child.ended();

            lines.forEach(System.out::println);
            assertThat(lines).as(child.errors()).endsWith(Crowd.GOOD);
        }
    }

    @Test
    @Parity({"P1", "P22", "P24"})
    void nothingOfTheJmsApiIsNeeded() throws Exception {
        String output = run(NativeProgram.class, "jakarta.jms-api", "file");

        assertThat(output).contains("no JMS", "took one coffee", "took two", "took three", "GOOD");
    }

    @Test
    @Parity("P22")
    void aMissingJarIsNamed() throws Exception {
        String output = run(NativeProgram.class, "jackson", "json");

        assertThat(output)
                .contains("The serializer 'json' needs com.fasterxml.jackson.core:jackson-databind")
                .contains("The serializer 'cbor' needs com.fasterxml.jackson.dataformat:jackson-dataformat-cbor")
                .contains("The serializer 'messagepack' needs org.msgpack:jackson-dataformat-msgpack");
    }

    @Test
    @Parity("P22")
    void eachFormatNeedsItsOwnJarAlone() throws Exception {
        String output = run(NativeProgram.class, "jackson-dataformat", "json");

        assertThat(output)
                .contains("json is there")
                .contains("The serializer 'cbor' needs")
                .contains("The serializer 'messagepack' needs");
    }

    /** Runs a program on this class path but for the jars whose names have a part. */
    private String run(Class<?> program, String without, String task) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains(without))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        program.getName(),
                        task,
                        directory.resolve("store").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        return output;
    }
}
