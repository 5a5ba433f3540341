package io.github.persistq.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A store whose process is killed: where it is below a directory of the test, and how much of the disk it may take. */
enum StoreKind {
    /** Small segments, so that it rolls and cleans often. */
    FILE("persistq:file:%s?segmentBytes=256k&maxDeliveries=1000000&durability=%s") {
        // The messages that wait, and what of the segments is settled already, or kept for what comes.
        @Override
        long mostBytes() {
            return 32 << 20;
        }

        // Three segments, their reserve, and a checkpoint of nothing.
        @Override
        long mostBytesWhenEmpty() {
            return 4 * 256 << 10;
        }
    },

    /**
     * One process has the database, so no reader holds a checkpoint of it up: its log begins anew after 1,000 pages and the one
     * transaction that passed them.
     */
    SQLITE("persistq:sqlite:%s/messages.db?maxDeliveries=1000000&durability=%s") {
        // The log, the messages that wait, and free pages as below.
        @Override
        long mostBytes() {
            return 16 << 20;
        }

        // The pages that are kept for what comes next, those that a few hundred transactions left, and the schema; no
        // log.
        @Override
        long mostBytesWhenEmpty() {
            return 4 << 20;
        }
    };

    private final String pattern;

    StoreKind(String pattern) {
        this.pattern = pattern;
    }

    String url(Path directory, String durability) {
        return pattern.formatted(files(directory), durability);
    }

    /** What a store with the few hundred messages of the tests may take at any time. */
    abstract long mostBytes();

    /** What an empty store may take once it was closed. */
    abstract long mostBytesWhenEmpty();

    /** What the store takes now; its process may have been killed. */
    long bytes(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(files(directory))) {
            return all.mapToLong(StoreKind::size).sum();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static Path files(Path directory) {
        return directory.resolve("store");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
