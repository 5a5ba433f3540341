package io.github.persistq.testing.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gives a program the shared libraries that the machine does not have, without installing anything: from a package of the machine's
 * distribution that is unpacked into a directory of the program's own.
 *
 * <p>Newer releases of Debian and Ubuntu have libaio under another name, which tells of a change on 32-bit machines alone; there it
 * gets a link of the old name.
 */
final class MissingLibraries {
    private static final Pattern MISSING = Pattern.compile("error while loading shared libraries: ([^:]+):");
    private static final Map<String, List<String>> PACKAGES =
            Map.of("libaio.so.1", List.of("libaio1", "libaio1t64"), "libnuma.so.1", List.of("libnuma1"));
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib64"),
            Path.of("/lib64"),
            Path.of("/usr/lib"));
    private static final Path PACKAGE_CACHE = Path.of("/var/cache/apt/archives");

    private final Path program;
    private final Path libraries;

    private MissingLibraries(Path program, Path libraries) {
        this.program = program;
        this.libraries = libraries;
    }

    /** Makes a program runnable with LD_LIBRARY_PATH set to a directory, which is filled. */
    static void supply(Path program, Path libraries) throws IOException {
        Files.createDirectories(libraries);
        new MissingLibraries(program, libraries).supplyAll();
    }

    private void supplyAll() throws IOException {
        Optional<String> before = Optional.empty();
        for (Optional<String> missing = missing(); missing.isPresent(); missing = missing()) {
            if (missing.equals(before)) {
                throw new ServerUnavailableException("%s needs %s, and the one put into %s does not serve it"
                        .formatted(program, missing.get(), libraries));
            }
            supply(missing.get());
            before = missing;
        }
    }

    private Optional<String> missing() throws IOException {
        Commands.Outcome outcome = Commands.run(
                List.of(program.toString(), "--no-defaults", "--version"),
                libraries,
                Map.of("LD_LIBRARY_PATH", libraries.toString()),
                InputStream.nullInputStream());
        Matcher matcher = MISSING.matcher(outcome.output());
        if (matcher.find()) {
            return Optional.of(matcher.group(1));
        }
        if (outcome.exitCode() != 0) {
            throw new ServerUnavailableException(
                    "%s does not run on this machine: %s".formatted(program, outcome.output()));
        }
        return Optional.empty();
    }

    private void supply(String library) throws IOException {
        StringBuilder tried = new StringBuilder();
        if (link(library, PLACES)) {
            return;
        }
        for (String name : PACKAGES.getOrDefault(library, List.of())) {
            String failure = unpackPackage(name);
            if (link(library, List.of(libraries.resolve(name)))) {
                return;
            }
            tried.append("; package ").append(name).append(": ").append(failure);
        }
        throw new ServerUnavailableException(
                "%s needs %s, which this machine does not have and which could not be had from its distribution%s"
                        .formatted(program.getFileName(), library, tried));
    }

    /** Links a library of that name, or of the name that new releases give it, if one is in these places. */
    private boolean link(String library, List<Path> places) throws IOException {
        BiPredicate<Path, Object> wanted = (file, attributes) -> {
            String name = file.getFileName().toString();
            return name.equals(library) || name.equals(library + "t64");
        };
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> found = Files.find(place, 6, wanted::test)) {
                    Optional<Path> first = found.findFirst();
                    if (first.isPresent()) {
                        Files.copy(first.get().toRealPath(), libraries.resolve(library));
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Unpacks a package into a directory of its name, and returns what went wrong if something did. */
    private String unpackPackage(String name) {
        try {
            Path directory = Files.createDirectories(libraries.resolve(name));
            Optional<Path> file = packageFile(name, PACKAGE_CACHE);
            if (file.isEmpty()) {
                run(directory, "apt-get", "download", name);
                file = packageFile(name, directory);
            }
            if (file.isEmpty()) {
                return "nothing was downloaded";
            }
            run(directory, "dpkg", "-x", file.get().toString(), ".");
            return "does not contain it";
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private static void run(Path directory, String... command) throws IOException {
        Commands.require(List.of(command), directory, Map.of(), InputStream.nullInputStream());
    }

    private static Optional<Path> packageFile(String name, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> {
                        String fileName = file.getFileName().toString();
                        return fileName.startsWith(name + "_") && fileName.endsWith("_amd64.deb");
                    })
                    .findFirst();
        }
    }
}
