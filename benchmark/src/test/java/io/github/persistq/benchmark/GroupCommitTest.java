package io.github.persistq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GroupCommitTest {
    @TempDir
    Path directory;

    @Test
    void printsEachRoundATableAndTheRatioAndLeavesNothing() {
        StringWriter printed = new StringWriter();

        int status = GroupCommit.command()
                .setOut(new PrintWriter(printed))
                .execute("--dir=" + directory, "--senders=1,4", "--messages=20", "--warmup=5", "--rounds=2");

        assertThat(status).isZero();
        assertThat(printed.toString())
                .contains("round 1/2", "round 2/2", "| 1 | 40 |", "| 4 | 160 |", "lone sender p50 / bare p50");
        assertThat(directory).isEmptyDirectory();
    }
}
