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
class FirstMessageTest {
    @TempDir
    Path directory;

    @Test
    void printsEachRunTheMediansAndWhatIsLeftBehind() {
        StringWriter printed = new StringWriter();

        int status = FirstMessage.command().setOut(new PrintWriter(printed)).execute("--dir=" + directory, "--runs=1");

        assertThat(status).isZero();
        assertThat(printed.toString())
                .contains(
                        "run 1/1",
                        "ratio: ",
                        "empty store, open: ",
                        "empty store, closed: ",
                        "threads left after close: ");
        assertThat(directory).isEmptyDirectory();
    }
}
