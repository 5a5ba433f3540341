package io.github.persistq.internal.engine.file;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.engine.lock.StoreLock;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Opens {@code persistq:file:DIRECTORY}; the directory is created if it is not there. */
public final class FileEngineFactory implements StorageEngineFactory {
    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public List<Option<?>> options() {
        return FileOptions.ALL;
    }

    @Override
    public String identity(StoreUrl url) {
        return directory(url).toString();
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        Path directory = directory(url);
        Disk disk = new NativeDisk(directory);
        try {
            StoreLock lock = StoreLock.acquire(directory, directory.resolve("LOCK"));
            boolean opened = false;
            try {
                StorageEngine engine = new FileEngine(disk, FileOptions.from(url), clock, lock);
                opened = true;
                return engine;
            } finally {
                if (!opened) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw Damage.io(disk, "opening the store", e);
        }
    }

    private static Path directory(StoreUrl url) {
        Path path = Path.of(url.location());
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new StorageException(
                    Kind.IO,
                    "The store %s is a file; a file store is a directory. Name another path"
                            .formatted(path.toAbsolutePath()));
        }
        try {
            Path directory = created(path.toAbsolutePath()).toRealPath();
            if (!Files.isWritable(directory)) {
                throw new StorageException(
                        Kind.IO, "The store's directory %s can't be written by this process".formatted(directory));
            }
            return directory;
        } catch (IOException e) {
            throw new StorageException(
                    Kind.IO, "The store's directory %s can't be created: %s".formatted(path.toAbsolutePath(), e), e);
        }
    }

    /** Creates missing directories, durably: a store must not vanish with the entry of its directory. */
    private static Path created(Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path at = directory; at != null && !Files.exists(at); at = at.getParent()) {
            missing.add(at);
        }
        Files.createDirectories(directory);
        for (Path at : missing) {
            Path parent = at.getParent();
            if (parent != null && Files.isReadable(parent)) {
                new NativeDisk(parent).forceDirectory();
            }
        }
        return directory;
    }
}
