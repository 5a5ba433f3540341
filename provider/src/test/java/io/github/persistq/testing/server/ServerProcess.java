package io.github.persistq.testing.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server's process, which does not outlive this JVM: a shell between the two holds the other end of a pipe, and kills the server
 * when the pipe closes, however the JVM has ended.
 *
 * <p>Threading: thread-safe.
 */
final class ServerProcess {
    /**
     * Starts its arguments, says their process number, and waits for them; $0 is the log. Signals are ignored only after the
     * server has been started, which would inherit that. The guard is gone before the shell is, so that it never kills another
     * process that has got the number.
     */
    private static final String GUARDED = """
            exec 3<&0
            "$@" </dev/null 3<&- >>"$0" 2>&1 &
            server=$!
            trap '' HUP INT TERM
            echo $server
            exec >/dev/null 2>&1
            ( read -r ignored <&3; kill -KILL $server ) &
            guard=$!
            wait $server
            code=$?
            kill -KILL $guard
            exit $code
            """;

    private final Process shell;
    private final ProcessHandle server;

    private ServerProcess(Process shell, ProcessHandle server) {
        this.shell = shell;
        this.server = server;
    }

    static ServerProcess start(List<String> command, Map<String, String> environment, Path directory, Path log)
            throws IOException {
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARDED, log.toString()));
        guarded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(guarded)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        Process shell = builder.start();
        BufferedReader said = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        String number = said.readLine();
        if (number == null) {
            throw new IOException("The shell said no process number; the log has: " + Commands.tail(log));
        }
        Optional<ProcessHandle> server = ProcessHandle.of(Long.parseLong(number));
        if (server.isEmpty()) {
            throw new IOException("The server ended at once; its log ends with: " + Commands.tail(log));
        }
        return new ServerProcess(shell, server.get());
    }

    long pid() {
        return server.pid();
    }

    /** Waits for the process to end, and says whether it has. */
    boolean endsWithin(long millis) throws InterruptedException {
        return shell.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Asks the server to end (SIGTERM), and kills it if it has not after a time. */
    void stop(long millis) throws InterruptedException {
        server.destroy();
        if (!endsWithin(millis)) {
            kill();
        }
    }

    /** Kills the server (SIGKILL) and waits until it is gone. */
    void kill() throws InterruptedException {
        server.destroyForcibly();
        shell.waitFor();
    }
}
