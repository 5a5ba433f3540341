package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.lock.CallerRuns;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A directory of the machine's file system.
 *
 * <p>Threading: thread-safe.
 */
final class NativeDisk implements Disk {
    private static final boolean DIRECTORIES_CAN_BE_FORCED = java.io.File.separatorChar == '/';

    private final Path directory;

    NativeDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                names.add(String.valueOf(file.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new NativeFile(channel(name, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)), directory);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new NativeFile(
                channel(
                        name,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING)),
                directory);
    }

    private AsynchronousFileChannel channel(String name, Set<OpenOption> options) throws IOException {
        return AsynchronousFileChannel.open(directory.resolve(name), options, CallerRuns.INSTANCE);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    /** Does nothing where the platform cannot open a directory, as on Windows; names are durable there by themselves. */
    @Override
    public void forceDirectory() throws IOException {
        if (DIRECTORIES_CAN_BE_FORCED) {
            try (AsynchronousFileChannel channel =
                    AsynchronousFileChannel.open(directory, Set.of(StandardOpenOption.READ), CallerRuns.INSTANCE)) {
                channel.force(true);
            }
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
