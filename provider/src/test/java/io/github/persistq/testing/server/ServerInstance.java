package io.github.persistq.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server that this JVM runs: one port and one data directory, and a process at a time.
 *
 * <p>Threading: thread-safe.
 */
final class ServerInstance {
    private static final String LOOPBACK = "127.0.0.1";
    private static final long START_MILLIS = 120_000;
    private static final long STOP_MILLIS = 60_000;
    private static final long POLL_MILLIS = 20;
    private static final int PORTS_TRIED = 5;

    private final ServerHome home;
    private final Path directory;
    private final List<String> options;
    private final ReentrantLock lock = new ReentrantLock(); // guards port, process, startMillis and ended
    private int port;
    private ServerProcess process;
    private long startMillis;
    private boolean ended;

    private ServerInstance(ServerHome home, Path directory, List<String> options) {
        this.home = home;
        this.directory = directory;
        this.options = options;
    }

    static ServerInstance start(ServerHome home, List<String> options) throws IOException {
        Path running = Files.createDirectories(running());
        String kind = home.kind().name().toLowerCase(Locale.ROOT);
        Path directory = Files.createTempDirectory(
                running, kind + "-" + ProcessHandle.current().pid() + "-");
        ServerInstance instance = new ServerInstance(home, directory, options);
        Trees.copy(home.template(), instance.data());
        try {
            instance.firstStart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a server started", e);
        } finally {
            if (!instance.runs()) {
                instance.end();
            }
        }
        return instance;
    }

    private static Path running() {
        return ServerHome.root().resolve("running");
    }

    /** Removes what JVMs that were killed have left; their logs stay. */
    static void removeDataOfDeadJvms() throws IOException {
        if (!Files.isDirectory(running())) {
            return;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(running())) {
            for (Path directory : directories) {
                String[] words = directory.getFileName().toString().split("-", -1);
                if (ProcessHandle.of(Long.parseLong(words[1])).isEmpty()) {
                    Trees.delete(directory.resolve("data"));
                }
            }
        }
    }

    /** Tries another port if somebody takes the free one before the server has. */
    private void firstStart() throws IOException, InterruptedException {
        lock.lock();
        try {
            for (int attempt = 1; ; attempt++) {
                port = freePort();
                if (attempt == PORTS_TRIED) {
                    run();
                    return;
                }
                if (startedOrPortTaken()) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean startedOrPortTaken() throws IOException, InterruptedException {
        try {
            run();
            return true;
        } catch (IOException e) {
            if (e.getMessage().contains("Address already in use")) {
                return false;
            }
            throw e;
        }
    }

    /** A free port below those that the system gives to clients, so that it is still free at a restart. */
    private static int freePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getByName(LOOPBACK))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (attempt == 100) {
                    throw new IOException(
                            "100 random ports from 20000 to 32000 are taken, the last was " + candidate, e);
                }
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        ServerOptions commands = new ServerOptions(home, data());
        process = ServerProcess.start(commands.running(port, options), commands.environment(), directory, log());
        awaitAnswer(begin);
        startMillis = millisSince(begin);
    }

    private void awaitAnswer(long begin) throws IOException, InterruptedException {
        while (true) {
            SQLException refusal;
            try (Connection connection = administration().connect()) {
                if (connection.isValid(10)) {
                    return;
                }
                refusal = new SQLException("The connection is not valid");
            } catch (SQLException e) {
                refusal = e;
            }
            if (process.endsWithin(POLL_MILLIS)) {
                throw new IOException("The %s server on port %d ended while it started; its log %s ends with:%n%s"
                        .formatted(home.kind(), port, log(), Commands.tail(log())));
            }
            if (millisSince(begin) > START_MILLIS) {
                process.kill();
                throw new IOException(
                        "The %s server on port %d did not answer within %d s; its log %s ends with:%n%s"
                                .formatted(home.kind(), port, START_MILLIS / 1000, log(), Commands.tail(log())),
                        refusal);
            }
        }
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    Database administration() {
        return new Database(LOOPBACK, port(), "", ServerOptions.ADMINISTRATOR, ServerOptions.PASSWORD);
    }

    int port() {
        lock.lock();
        try {
            return port;
        } finally {
            lock.unlock();
        }
    }

    long startMillis() {
        lock.lock();
        try {
            return startMillis;
        } finally {
            lock.unlock();
        }
    }

    long pid() {
        lock.lock();
        try {
            return process.pid();
        } finally {
            lock.unlock();
        }
    }

    private boolean runs() {
        lock.lock();
        try {
            return process != null && startMillis > 0;
        } finally {
            lock.unlock();
        }
    }

    void killHard() throws InterruptedException {
        lock.lock();
        try {
            process.kill();
        } finally {
            lock.unlock();
        }
    }

    void stop() throws InterruptedException {
        lock.lock();
        try {
            process.stop(STOP_MILLIS);
        } finally {
            lock.unlock();
        }
    }

    void restart() throws IOException, InterruptedException {
        lock.lock();
        try {
            if (ended) {
                throw new IllegalStateException(
                        "The " + home.kind() + " server is closed and its data is gone: start another");
            }
            process.stop(STOP_MILLIS);
            run();
        } finally {
            lock.unlock();
        }
    }

    /** Kills the server and removes its data; the log stays. Killing is right: nobody needs the data any more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (process != null) {
                process.kill();
            }
            Trees.delete(data());
        } catch (IOException e) {
            throw new UncheckedIOException("The data of a closed server cannot be removed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("error.log");
    }
}
