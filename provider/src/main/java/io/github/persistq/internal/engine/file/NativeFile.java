package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.lock.CallerRuns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file through an {@link AsynchronousFileChannel}: the one kind of channel that reads and writes at a position, forces
 * data without metadata, and is not closed when the calling thread is interrupted.
 *
 * <p>Threading: thread-safe.
 */
final class NativeFile implements DiskFile {
    /** Per call, so that the direct buffers that the JDK keeps for each thread stay this small. */
    private static final int MAX_TRANSFER = 256 * 1024;

    private final AsynchronousFileChannel channel;
    private final Path directory;

    NativeFile(AsynchronousFileChannel channel, Path directory) {
        this.channel = channel;
        this.directory = directory;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            ByteBuffer part = target.slice(target.position(), Math.min(target.remaining(), MAX_TRANSFER));
            int read = CallerRuns.done(channel.read(part, position + total));
            if (read < 0) {
                break;
            }
            total += read;
            target.position(target.position() + read);
        }
        return total;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            ByteBuffer part = source.slice(source.position(), Math.min(source.remaining(), MAX_TRANSFER));
            int written;
            try {
                written = CallerRuns.done(channel.write(part, at));
            } catch (IOException e) {
                throw isFull(part.remaining()) ? Damage.fullDevice(e) : e;
            }
            at += written;
            source.position(source.position() + written);
        }
    }

    /** Whether there is no room for so many bytes; a device that cannot even tell is not full but broken. */
    private boolean isFull(int bytes) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < bytes;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
