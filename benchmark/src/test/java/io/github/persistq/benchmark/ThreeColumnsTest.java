package io.github.persistq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ThreeColumnsTest {
    @TempDir
    Path directory;

    @Test
    void printsProgressAndATableAndWritesItAsCsv() throws Exception {
        StringWriter printed = new StringWriter();
        Path csv = directory.resolve("table.csv");

        int status = ThreeColumns.command()
                .setOut(new PrintWriter(printed))
                .execute("--dir=" + directory.resolve("stores"), "--items=20", "--rounds=2", "--csv=" + csv);

        assertThat(status).isZero();
        assertThat(printed.toString())
                .contains("round 1/2: file, 20 items", "round 2/2: SQLite, 20 items", "| file | 20 |", "published");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).matches("file,20,[0-9.]+,[0-9.]+,[0-9.]+");
        assertThat(lines.get(3)).startsWith("\"persist-queue, SQLite, published");
        assertThat(directory.resolve("stores")).isEmptyDirectory();
    }
}
