package io.github.persistq.testing.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs that end by themselves. */
final class Commands {
    private static final int LONGEST_SECONDS = 120;
    private static final int TAIL = 4000;

    /** How a program ended, and what it wrote. */
    record Outcome(int exitCode, String output) {}

    private Commands() {}

    /** Runs a program with some input; its output goes through a file, so that no pipe can fill up. */
    static Outcome run(List<String> command, Path directory, Map<String, String> environment, InputStream input)
            throws IOException {
        Path output = Files.createTempFile(directory, "command", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            feed(process, input);
            if (!ended(process)) {
                process.destroyForcibly();
                throw new IOException("%s took more than %d s; it wrote:%n%s"
                        .formatted(command.get(0), LONGEST_SECONDS, tail(output)));
            }
            return new Outcome(process.exitValue(), tail(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Runs a program that must succeed. */
    static void require(List<String> command, Path directory, Map<String, String> environment, InputStream input)
            throws IOException {
        Outcome outcome = run(command, directory, environment, input);
        if (outcome.exitCode() != 0) {
            throw new IOException("%s ended with %d; it wrote:%n%s"
                    .formatted(String.join(" ", command), outcome.exitCode(), outcome.output()));
        }
    }

    private static void feed(Process process, InputStream input) {
        try (OutputStream out = process.getOutputStream()) {
            input.transferTo(out);
        } catch (IOException e) {
            // The program ended before it had read all. Its exit code tells whether that was right.
        }
    }

    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a program ran", e);
        }
    }

    /** The end of a file. */
    static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "(nothing)";
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.substring(Math.max(0, text.length() - TAIL)).strip();
    }
}
