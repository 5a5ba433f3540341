package io.github.persistq.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at directories and removes them.
 *
 * <p>Threading: stateless.
 */
final class Directories {
    private Directories() {}

    /** The lengths of all files in a directory, added up. */
    static long bytes(Path directory) throws IOException {
        long bytes = 0;
        for (Path path : all(directory)) {
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        return bytes;
    }

    /** Removes a directory and all that is in it. */
    static void delete(Path directory) throws IOException {
        List<Path> paths = all(directory);
        for (int i = paths.size() - 1; i >= 0; i--) {
            Files.delete(paths.get(i));
        }
    }

    /** Everything below a directory and itself, parents first. */
    private static List<Path> all(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.sorted(Comparator.naturalOrder()).toList();
        }
    }
}
