package io.github.persistq.crash;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A Java process with this test's class path, whose standard output is read line by line.
 *
 * <p>Threading: thread-safe.
 */
final class ChildJvm implements AutoCloseable {
    /** For programs of which many run: they start fast and take little. */
    static final List<String> SMALL =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m");

    private static final long LONGEST_SECONDS = 60;

    private final Process process;
    private final File errors;
    private final Path temporary;
    private final Consumer<String> listener;
    private final Thread reading;
    private final ReentrantLock lock = new ReentrantLock(); // guards lines and ended
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ChildJvm(Process process, File errors, Path temporary, Consumer<String> listener) {
        this.process = process;
        this.errors = errors;
        this.temporary = temporary;
        this.listener = listener;
        this.reading = new Thread(this::read, "child-" + process.pid());
        reading.setDaemon(true);
        reading.start();
    }

    /** Starts a program on a Java home; standard error goes to a file. */
    static ChildJvm start(Path javaHome, File errors, List<String> options, Class<?> program, String... arguments)
            throws IOException {
        return start(command(javaHome, options, program, arguments), errors, line -> {});
    }

    /** Starts a small program on this Java home; a thread of the child's own calls the listener for each line, as it comes. */
    static ChildJvm start(File errors, Consumer<String> listener, Class<?> program, String... arguments)
            throws IOException {
        return start(command(ownHome(), SMALL, program, arguments), errors, listener);
    }

    private static List<String> command(Path javaHome, List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ChildJvm start(List<String> command, File errors, Consumer<String> listener) throws IOException {
        // A process that is killed deletes nothing, such as the native library that a driver unpacked.
        Path temporary = Files.createTempDirectory("child");
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        return new ChildJvm(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                        .start(),
                errors,
                temporary,
                listener);
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        add(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(buffer[i]);
                    }
                }
            }
        } catch (IOException e) {
            add("E reading what the process says: " + e);
        }
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(String line) {
        listener.accept(line);
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the process says a line. */
    void awaitLine(String line) throws InterruptedException, IOException {
        awaitLine(line, 1);
    }

    /** Waits until the process has said so many lines that begin so, and returns the last of these. */
    String awaitLine(String beginning, int count) throws InterruptedException, IOException {
        long left = TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        lock.lock();
        try {
            while (true) {
                List<String> found = lines.stream()
                        .filter(line -> line.startsWith(beginning))
                        .limit(count)
                        .toList();
                if (found.size() == count) {
                    return found.get(count - 1);
                }
                if (ended || left <= 0) {
                    throw new AssertionError("The process %s before it said '%s' %d times; last it said %s%n%s"
                            .formatted(
                                    ended ? "ended" : "took too long",
                                    beginning,
                                    count,
                                    lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1),
                                    errors()));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes a line to the process's standard input. */
    void say(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Lets the process run for a time, and says whether it still does. */
    boolean runsFor(long millis) throws InterruptedException {
        return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Kills the process (SIGKILL) and returns all lines that it completed. */
    List<String> kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // unlike the process, leaves what it said readable
        return ended();
    }

    /** Waits for the end of the process and returns all lines that it completed. */
    List<String> ended() throws InterruptedException {
        process.waitFor();
        reading.join();
        deleteTemporary();
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    String errors() throws IOException {
        String text = Files.readString(errors.toPath());
        return text.substring(Math.max(0, text.length() - 4000));
    }

    /** The Java home of this process. */
    static Path ownHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** Kills the process if it still runs. */
    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.toHandle().onExit().join();
        deleteTemporary();
    }

    private void deleteTemporary() {
        File[] files = temporary.toFile().listFiles();
        if (files != null) {
            for (File file : files) {
                file.delete();
            }
        }
        temporary.toFile().delete();
    }
}
