package io.github.persistq.internal.engine.file;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file store in temporary directories. A crash is a copy of the directory as it is while the engine has it open: what the
 * system holds when a process is killed.
 */
public final class FileFixture implements EngineFixture {
    private final String options;
    private final List<Path> directories = new ArrayList<>();
    private final List<StorageEngine> engines = new ArrayList<>();
    private InstantSource clock = new ManualClock();

    /** A store with options as in a URL, without the question mark. */
    public FileFixture(String options) {
        this.options = options;
    }

    @Override
    public StorageEngine open(InstantSource newClock) {
        clock = newClock;
        return open(newDirectory());
    }

    /** The directory that is open now. */
    public Path directory() {
        return directories.get(directories.size() - 1);
    }

    @Override
    public StorageEngine reopen(StorageEngine engine) {
        engine.close();
        return open(directory());
    }

    @Override
    public StorageEngine crash(StorageEngine engine) {
        Path crashed = directory();
        Path copy = newDirectory();
        try (Stream<Path> files = Files.list(crashed)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine.close();
        return open(copy);
    }

    @Override
    public void close() {
        engines.forEach(StorageEngine::close);
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private StorageEngine open(Path directory) {
        StorageEngine engine =
                new FileEngineFactory().open(StoreUrl.parse("persistq:file:" + directory + "?" + options), clock);
        engines.add(engine);
        return engine;
    }

    private Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("persistq-test");
            directories.add(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
