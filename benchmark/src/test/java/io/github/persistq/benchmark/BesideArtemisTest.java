package io.github.persistq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BesideArtemisTest {
    @TempDir
    Path directory;

    @Test
    void measuresBothInEachRoundAndLeavesNothing() {
        StringWriter printed = new StringWriter();

        int status = BesideArtemis.command()
                .setOut(new PrintWriter(printed))
                .execute("--dir=" + directory, "--messages=40", "--threads=2", "--rounds=2");

        assertThat(status).isZero();
        assertThat(printed.toString())
                .contains("round 2/2; start-up", "| 1 sender, messages/s |", "| 2 senders + 2 receivers, messages/s |");
        assertThat(directory).isEmptyDirectory();
    }
}
