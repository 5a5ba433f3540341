package io.github.persistq.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What the disk can do: writes of one size, one after the other, each forced, over zeros that are already on the disk.
 *
 * <p>Threading: stateless.
 */
final class BareForces {
    private BareForces() {}

    /**
     * Writes and forces in a loop, and deletes the file.
     *
     * @param file a file that is not there yet, on the disk to measure
     * @param warmup writes that are not counted
     * @param writes writes that are
     * @param bytes bytes of each
     * @return nanoseconds of each write with its force
     */
    static Histogram run(Path file, int warmup, int writes, int bytes) throws IOException {
        Histogram nanos = new Histogram(3);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            zeroFill(channel, (long) (warmup + writes) * bytes);
            byte[] content = new byte[bytes];
            Arrays.fill(content, (byte) 'x');
            for (int i = 0; i < warmup + writes; i++) {
                long start = System.nanoTime();
                write(channel, ByteBuffer.wrap(content), (long) i * bytes);
                channel.force(false);
                if (i >= warmup) {
                    nanos.recordValue(System.nanoTime() - start);
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return nanos;
    }

    private static void zeroFill(FileChannel channel, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(64 * 1024);
        for (long at = 0; at < size; at += zeros.capacity()) {
            write(channel, zeros.clear().limit((int) Math.min(zeros.capacity(), size - at)), at);
        }
        channel.force(true);
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
