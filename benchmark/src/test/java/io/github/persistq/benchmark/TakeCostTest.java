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
class TakeCostTest {
    @TempDir
    Path directory;

    @Test
    void takesWhileOthersAreInFlightAndLeavesNothing() {
        StringWriter printed = new StringWriter();

        int status = TakeCost.command()
                .setOut(new PrintWriter(printed))
                .execute("--dir=" + directory, "--in-flight=40", "--takes=10");

        assertThat(status).isZero();
        assertThat(printed.toString()).contains("| file | 40 |", "| SQLite | 40 |");
        assertThat(directory).isEmptyDirectory();
    }
}
