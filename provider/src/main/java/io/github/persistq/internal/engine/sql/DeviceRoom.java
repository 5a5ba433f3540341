package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.File;
import java.nio.file.Path;

/**
 * The room that is left on the device of an SQLite store. Receiving and acknowledging write too, so a part of the room is kept for
 * them: on a device that is almost full sends are refused, and the write-ahead log is folded into the database early, which takes
 * as much room as the log has grown. What other programs write may use up what is kept.
 *
 * <p>Threading: one thread at a time.
 */
final class DeviceRoom {
    private static final long KEPT_BYTES = 1 << 20;
    /** So much is left when the log is folded, besides what that takes. */
    private static final long FOLD_BYTES = 256 << 10;

    private final Path store;
    private final File directory;
    private final File log;

    DeviceRoom(Path store) {
        this.store = store;
        this.directory = store.resolveSibling(".").toFile();
        this.log = store.resolveSibling(store.getFileName() + "-wal").toFile();
    }

    /** Folds the log if the room gets scarce. Called before a transaction. */
    void makeRoom(Statements statements) {
        foldBelow(FOLD_BYTES, statements);
    }

    /**
     * Called before a transaction that needs room and does not free any.
     *
     * @throws StorageException of kind STORE_FULL if what is left is kept for others
     */
    void require(Statements statements) {
        foldBelow(KEPT_BYTES, statements);
        long left = directory.getUsableSpace();
        if (left < KEPT_BYTES && isKnown() && left + free(statements) < KEPT_BYTES) {
            throw new StorageException(
                    Kind.STORE_FULL,
                    "The SQLite store %s: there is no room for more messages: its device has %d bytes left, and %d are kept for receiving. Sends work again once there is room"
                            .formatted(store, left, KEPT_BYTES));
        }
    }

    /** What the file has and does not use: messages that come into it take nothing of the device. */
    private static long free(Statements statements) {
        try {
            return statements.number("PRAGMA freelist_count") * statements.number("PRAGMA page_size");
        } catch (SqlFailure e) {
            return 0;
        }
    }

    private void foldBelow(long bytes, Statements statements) {
        long logged = log.length();
        if (logged > 0 && directory.getUsableSpace() < bytes + 2 * logged && isKnown()) {
            try {
                statements.number("PRAGMA wal_checkpoint(TRUNCATE)");
            } catch (SqlFailure e) {
                // There was not even room for that. The transaction says so, if it needs more.
                return;
            }
        }
    }

    /** Some file systems do not tell. */
    private boolean isKnown() {
        return directory.getTotalSpace() > 0;
    }
}
