package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What recovery does about damage: it refuses to go on or, where the user asked to salvage, logs what is lost and goes on.
 * Only damage can be salvaged: a store of a newer format is whole, and is left alone.
 *
 * <p>Threading: one thread.
 */
final class Salvage {
    /** What a device fails to read together; the rest of what was asked for may be good. */
    private static final int BLOCK = 4096;

    private final Disk disk;
    private final boolean asked;
    private final List<String> unusable = new ArrayList<>();

    Salvage(Disk disk, boolean asked) {
        this.disk = disk;
        this.asked = asked;
    }

    boolean isAsked() {
        return asked;
    }

    /** Says that something is lost; throws it if that must not pass. */
    void lost(StorageException e) {
        if (!asked || e.kind() != StorageException.Kind.CORRUPT) {
            throw e;
        }
        Log.warn("salvage: " + e.getMessage());
    }

    /** Says that a file cannot be used at all; it is kept under another name. */
    void setAside(String name, StorageException e) {
        lost(e);
        unusable.add(name);
    }

    /** Gives the files that were set aside names that no file has. */
    void renameUnusable() throws IOException {
        for (String name : unusable) {
            List<String> taken = disk.list();
            String free = name + ".damaged";
            for (int n = 2; taken.contains(free); n++) {
                free = name + ".damaged-" + n;
            }
            disk.rename(name, free);
        }
    }

    /** Reads a file's first bytes, as {@link #read(Source, String, ByteBuffer, long)}. */
    int read(DiskFile file, String name, ByteBuffer target) throws IOException {
        return read(file::read, name, target, 0);
    }

    /** Where bytes are read from. */
    @FunctionalInterface
    interface Source {
        int read(ByteBuffer target, long position) throws IOException;
    }

    /**
     * Reads until the buffer is full or the file ends; returns how many bytes were read. What the device cannot read is an
     * error that names the place or, for salvage, zeros.
     */
    int read(Source source, String name, ByteBuffer target, long position) throws IOException {
        int start = target.position();
        try {
            return source.read(target, position);
        } catch (IOException e) {
            if (!asked) {
                throw new IOException("%s can't be read at offset %d: %s".formatted(name, position, e.getMessage()), e);
            }
        }
        target.position(start);
        return readBlocks(source, name, target, position);
    }

    private int readBlocks(Source source, String name, ByteBuffer target, long position) {
        int total = 0;
        while (target.hasRemaining()) {
            ByteBuffer block = target.slice(target.position(), Math.min(BLOCK, target.remaining()));
            int read;
            try {
                read = source.read(block, position + total);
            } catch (IOException e) {
                lost(Damage.corrupt(disk, name, position + total, "it can't be read: " + e.getMessage()));
                read = block.capacity();
                block.clear().put(new byte[read]);
            }
            total += read;
            target.position(target.position() + read);
            if (read < block.capacity()) {
                break;
            }
        }
        return total;
    }
}
