package io.github.persistq.benchmark;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what the first message costs a program that has just started: new JVMs that only print a line, and new JVMs that
 * create a store, send one persistent message, receive it and close. Both take turns. Then looks at what an empty store and a
 * closed one leave behind.
 *
 * <p>Threading: one thread.
 */
@Command(
        name = "FirstMessage",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures the first persistent round trip of a new JVM in a new directory.")
public final class FirstMessage extends Program {
    private static final long MAX_SECONDS = 60;

    @Option(names = "--dir", description = "A directory on the disk to measure; created if needed.")
    private Path directory = Path.of("benchmark", "target", "first-message");

    @Option(names = "--runs", description = "JVMs of each kind.")
    private int runs = 15;

    private FirstMessage() {}

    /** Runs the program; see {@code --help}. */
    public static void main(String[] args) {
        System.exit(command().execute(args));
    }

    static CommandLine command() {
        return new CommandLine(new FirstMessage());
    }

    @Override
    void run(PrintWriter out) throws Exception {
        Files.createDirectories(directory);
        List<Double> lines = new ArrayList<>();
        List<Double> messages = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            lines.add(millis("line", List.of()));
            Path store = newStore();
            messages.add(millis("message", List.of(store.toString())));
            Directories.delete(store);
            out.println("run %d/%d: prints a line %.0f ms, first message %.0f ms"
                    .formatted(run, runs, lines.get(run - 1), messages.get(run - 1)));
            out.flush();
        }
        double line = Medians.of(lines);
        double message = Medians.of(messages);
        out.println();
        out.println("JVM that prints a line, median of %d: %.0f ms".formatted(runs, line));
        out.println("JVM with the first message, median of %d: %.0f ms".formatted(runs, message));
        out.println("ratio: %.2f, difference: %.0f ms".formatted(message / line, message - line));
        Path store = newStore();
        out.print(run("look", List.of(store.toString())));
        Directories.delete(store);
        out.flush();
    }

    private Path newStore() {
        return directory.resolve("store-" + System.nanoTime());
    }

    private double millis(String role, List<String> arguments) throws IOException, InterruptedException {
        long start = System.nanoTime();
        run(role, arguments);
        return (System.nanoTime() - start) / 1e6;
    }

    /** What a program needs that uses the provider, and no more: this benchmark's own libraries are not its cost. */
    private static String classPath() {
        StringJoiner path = new StringJoiner(File.pathSeparator);
        for (Class<?> needed :
                List.of(FirstMessageChild.class, PersistqConnectionFactory.class, ConnectionFactory.class)) {
            try {
                path.add(Path.of(needed.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return path.toString();
    }

    /** Runs a JVM to its end; returns what it printed. */
    private String run(String role, List<String> arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output-" + System.nanoTime() + ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath(), FirstMessageChild.class.getName(), role));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = false;
        try {
            ended = process.waitFor(MAX_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            if (!ended || process.exitValue() != 0) {
                throw new IOException("The JVM for '%s' %s. It printed: %s"
                        .formatted(
                                role,
                                ended
                                        ? "ended with " + process.exitValue()
                                        : "did not end within " + MAX_SECONDS + " s",
                                printed));
            }
            return printed;
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(output);
        }
    }
}
