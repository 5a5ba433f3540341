package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes and reads checkpoint files. A checkpoint gets its name only once it is durable, and older ones are deleted only after
 * that.
 *
 * <p>Threading: one thread at a time.
 */
final class Checkpointer {
    private static final String PREFIX = "checkpoint-";
    private static final String TEMPORARY = ".tmp";

    private final Disk disk;

    Checkpointer(Disk disk) {
        this.disk = disk;
    }

    static boolean isCheckpoint(String name) {
        return Hex.isName(name, PREFIX, "");
    }

    static boolean isTemporary(String name) {
        return Hex.isName(name, PREFIX, TEMPORARY);
    }

    static ByteBuffer read(Disk disk, String name, Salvage salvage) throws IOException {
        try (DiskFile file = disk.open(name)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            salvage.read(file, name, bytes);
            return bytes.flip();
        }
    }

    /** Makes the encoded checkpoint the store's newest; on failure the older one stays. */
    void write(ByteBuffer checkpoint, long lsn) throws IOException {
        String name = PREFIX + Hex.of(lsn);
        String temporary = name + TEMPORARY;
        boolean written = false;
        try (DiskFile file = disk.create(temporary)) {
            file.write(checkpoint, 0);
            file.force();
            written = true;
        } finally {
            if (!written) {
                disk.delete(temporary);
            }
        }
        disk.rename(temporary, name);
        disk.forceDirectory();
        for (String other : disk.list()) {
            if (isCheckpoint(other) && !other.equals(name)) {
                disk.delete(other);
            }
        }
    }
}
