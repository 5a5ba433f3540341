package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenStoreTest {
    private static final Path RESOURCES = Path.of("src", "test", "resources");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"format-1, crashed", "format-1, closed", "format-2, crashed", "format-2, closed"})
    void opensAStoreOfEachFormatWithAllThatWasInIt(String format, String kept) throws IOException {
        Path golden = RESOURCES.resolve(format);
        try (Stream<Path> files = Files.list(golden.resolve(kept))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }

        for (int opened = 1; opened <= 2; opened++) {
            StorageEngine engine = TestStore.open(new NativeDisk(directory), GoldenStore.OPTIONS);
            assertThat(GoldenStore.seen(engine)).isEqualTo(Files.readString(golden.resolve("expected.txt")));
            engine.close();
        }
    }
}
