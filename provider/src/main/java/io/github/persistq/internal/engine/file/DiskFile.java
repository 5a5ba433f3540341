package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. No call is ended by an interrupt, nor does an interrupt close it.
 *
 * <p>Threading: thread-safe.
 */
interface DiskFile extends AutoCloseable {
    /** Reads until the buffer is full or the file ends; returns how many bytes were read. */
    int read(ByteBuffer target, long position) throws IOException;

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Makes what was written, and the size, durable. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    @Override
    void close() throws IOException;
}
