package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.util.List;

/**
 * The few things the engine asks of a directory, so that a simulated disk can stand in for it.
 *
 * <p>A created, renamed or deleted name is durable only after {@link #forceDirectory}. Threading: thread-safe.
 */
interface Disk {
    /** The names of all files. */
    List<String> list() throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Creates an empty file, replacing one of that name. */
    DiskFile create(String name) throws IOException;

    /** Gives a file a name that no file has. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes the names durable. */
    void forceDirectory() throws IOException;

    /** The directory, for messages. */
    @Override
    String toString();
}
