package io.github.persistq.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FlightDelaysTest {
    @TempDir
    Path directory;

    @Test
    void accountsForEveryFlightAndRunsAgainOnTheSameDirectory() throws Exception {
        String first = run();
        String second = run();

        assertThat(first).contains("Killed the worker process (SIGKILL) after");
        for (String output : new String[] {first, second}) {
            assertThat(output)
                    .containsPattern("processed +5,000")
                    .containsPattern("lost +0")
                    .containsPattern("dead letters +1: \"2001/02/30 25:61, LAX to nowhere\" \\(delivery limit")
                    .contains("equal those computed from the file");
        }
    }

    private String run() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlightDelays.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
