package io.github.persistq.testing.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The unpacked programs of one kind of server and an initialised data directory to copy, made once for all JVMs, below {@code
 * provider/target/servers}.
 *
 * <p>Threading: immutable; made by one thread of one JVM at a time, by a lock on a file.
 */
record ServerHome(DatabaseKind kind, Path directory) {
    private static final String ROOT_PROPERTY = "persistq.test.servers";
    private static final ReentrantLock MAKING =
            new ReentrantLock(); // a file lock does not keep this JVM's threads apart

    /** Returns the home of a kind, which is made if it is not there. */
    static ServerHome of(DatabaseKind kind) throws IOException {
        requireLinux(kind);
        URL archive = ServerArchive.find(kind);
        String jar = Path.of(((JarURLConnection) archive.openConnection())
                        .getJarFileURL()
                        .getPath())
                .getFileName()
                .toString();
        Path root = Files.createDirectories(root());
        Path directory = root.resolve(jar.substring(0, jar.length() - ".jar".length()));
        MAKING.lock();
        try (FileChannel file = FileChannel.open(
                        root.resolve("making.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && !Files.exists(directory)) {
                make(kind, archive, directory);
            }
            ServerInstance.removeDataOfDeadJvms();
        } finally {
            MAKING.unlock();
        }
        return new ServerHome(kind, directory);
    }

    private static void requireLinux(DatabaseKind kind) {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (!system.equals("Linux") || !processor.equals("amd64")) {
            throw new ServerUnavailableException(
                    "The %s server for tests runs on Linux with processor amd64, and this is %s with %s; name one that runs with -D%s"
                            .formatted(kind, system, processor, DatabaseServer.EXTERNAL_PROPERTY));
        }
    }

    /** The build directory of the provider, wherever in the source tree the tests run. */
    static Path root() {
        String given = System.getProperty(ROOT_PROPERTY);
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path path = here; path != null; path = path.getParent()) {
            if (Files.exists(path.resolve("provider").resolve("pom.xml"))) {
                return path.resolve("provider").resolve("target").resolve("servers");
            }
        }
        return here.resolve("target").resolve("servers");
    }

    /** Makes a home under another name first: one that has its name is whole. */
    private static void make(DatabaseKind kind, URL archive, Path directory) throws IOException {
        Path making = directory.resolveSibling(directory.getFileName() + ".making");
        Trees.delete(making);
        Files.createDirectories(making);
        ServerHome home = new ServerHome(kind, making);
        ServerArchive.unpack(kind, archive, making);
        MissingLibraries.supply(home.program(), home.libraries());
        home.initialise();
        Files.move(making, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    Path program() {
        return directory.resolve("bin").resolve(kind == DatabaseKind.MARIADB ? "mariadbd" : "mysqld");
    }

    Path libraries() {
        return directory.resolve("libraries");
    }

    /** An initialised data directory, to copy. */
    Path template() {
        return directory.resolve("template");
    }

    private void initialise() throws IOException {
        Files.createDirectories(template());
        ServerOptions options = new ServerOptions(this, template());
        try (InputStream input =
                kind == DatabaseKind.MARIADB ? ServerArchive.systemTables(directory) : InputStream.nullInputStream()) {
            Commands.require(options.initialising(), directory, options.environment(), input);
        }
    }
}
