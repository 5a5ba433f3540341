package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes the engine's exceptions, so that each names the file and says what to do. */
final class Damage {
    private Damage() {}

    static StorageException corrupt(Disk disk, String file, long offset, String what) {
        return new StorageException(
                Kind.CORRUPT,
                "%s/%s is damaged at offset %d: %s. Restore the store from a copy, or open it with salvage=true to keep what can be read"
                        .formatted(disk, file, offset, what));
    }

    static StorageException newerFormat(Disk disk, String file, int found, int supported) {
        return new StorageException(
                Kind.NEWER_FORMAT,
                "%s/%s has format version %d; this PersistQ reads version %d. Open the store with the PersistQ that wrote it, or a later one"
                        .formatted(disk, file, found, supported));
    }

    static StorageException unknownFrame(Disk disk, String file, long offset, int kind) {
        return new StorageException(
                Kind.NEWER_FORMAT,
                "%s/%s has a frame of kind %d at offset %d; this PersistQ knows kinds up to %d. Open the store with the PersistQ that wrote it, or a later one"
                        .formatted(disk, file, kind, offset, FrameHeader.UNIT_2));
    }

    static StorageException io(Disk disk, String doing, IOException cause) {
        return isFull(cause)
                ? full(disk, doing, cause)
                : new StorageException(Kind.IO, "%s: %s failed: %s".formatted(disk, doing, cause.getMessage()), cause);
    }

    static StorageException full(Disk disk, String doing, @Nullable IOException cause) {
        return new StorageException(
                Kind.STORE_FULL,
                "%s: there is no room for %s%s. Sends work again once there is room; consumers may go on"
                        .formatted(disk, doing, cause == null ? "" : " (" + cause.getMessage() + ")"),
                cause);
    }

    /** The error of a write to a device that has no room, whatever the words, and in whatever language, it came with. */
    static IOException fullDevice(IOException e) {
        return new IOException("No space left on the device", e);
    }

    /** The JDK gives no other sign of ENOSPC, EDQUOT and EFBIG than the system's words. */
    static boolean isFull(IOException e) {
        if (e instanceof ForceFailedException) {
            return false;
        }
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("Disk quota exceeded")
                || message.contains("File too large")
                || message.contains("not enough space");
    }
}
