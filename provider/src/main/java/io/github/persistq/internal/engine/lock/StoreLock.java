package io.github.persistq.internal.engine.lock;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to a store: a lock on a file, which holds the owner's process id.
 *
 * <p>It is held by the system, so it ends with the process however that ends. The file stays: deleting it would let two
 * owners lock two files of one name.
 *
 * <p>Threading: one thread at a time.
 */
public final class StoreLock implements Closeable {
    /** Behind the process id, because a locked byte cannot be read on Windows. */
    private static final long LOCKED_BYTE = 1 << 20;

    private final String claim;
    private final AsynchronousFileChannel channel;

    private StoreLock(String claim, AsynchronousFileChannel channel) {
        this.claim = claim;
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @param store a real path, so that each store has one
     * @param file the lock's file
     * @throws StorageException of kind LOCKED, naming the store and the owner's process id
     */
    public static StoreLock acquire(Path store, Path file) throws IOException {
        String pid = pid();
        String claim = "io.github.persistq.store." + store;
        // System properties are the one table that all class loaders share. The lock file must not even be opened by a
        // second owner in this process: closing any descriptor of a file drops the process's locks on it (fcntl).
        if (System.getProperties().putIfAbsent(claim, pid) != null) {
            throw locked(
                    store,
                    pid + ", which is this process (through another class loader, or a store that was not closed)");
        }
        AsynchronousFileChannel channel = null;
        boolean acquired = false;
        try {
            channel = AsynchronousFileChannel.open(
                    file,
                    Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    CallerRuns.INSTANCE);
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw locked(store, owner(channel));
            }
            channel.truncate(0);
            CallerRuns.done(channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0));
            acquired = true;
            return new StoreLock(claim, channel);
        } finally {
            if (!acquired) {
                letGo(claim, channel);
            }
        }
    }

    /**
     * Closes the file, and only then lets others of this process try: closing it later would drop the lock that one of them has
     * got meanwhile.
     */
    private static void letGo(String claim, @Nullable AsynchronousFileChannel channel) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            System.getProperties().remove(claim);
        }
    }

    /** Linux tells it by a link; elsewhere it takes a class that prepares to start processes, for several milliseconds. */
    private static String pid() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return Long.toString(ProcessHandle.current().pid());
        }
    }

    private static String owner(AsynchronousFileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        CallerRuns.done(channel.read(text, 0));
        return text.position() == 0
                ? "(unknown)"
                : new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    private static StorageException locked(Path store, String owner) {
        return new StorageException(
                Kind.LOCKED,
                "The store %s is in use by process %s. It has one owner at a time: close it there, or use another store"
                        .formatted(store, owner));
    }

    @Override
    public void close() throws IOException {
        letGo(claim, channel);
    }
}
