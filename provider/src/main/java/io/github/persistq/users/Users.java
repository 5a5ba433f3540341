package io.github.persistq.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The users in a file: one line each, {@code NAME:ITERATIONS:SALT:HASH} as {@link UserLine} makes it. Blank lines, and those
 * that begin with {@code #}, say nothing.
 *
 * <p>Threading: immutable.
 */
public final class Users {
    private static final int PARTS = 4;

    private final Map<String, PasswordHash> hashes;
    private final PasswordHash nobody;

    private Users(Map<String, PasswordHash> hashes, int iterations) {
        this.hashes = hashes;
        this.nobody = PasswordHash.ofNobody(iterations);
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it cannot be read or has a malformed line: the text names file and line, and shows
     *     nothing of the line
     */
    public static Users read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The users file %s of option 'users' can't be read: %s".formatted(file.toAbsolutePath(), e), e);
        }
        Map<String, PasswordHash> hashes = new HashMap<>();
        int iterations = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                PasswordHash hash = add(line, hashes, file, i + 1);
                iterations = Math.max(iterations, hash.iterations());
            }
        }
        return new Users(hashes, iterations == 0 ? PasswordHash.DEFAULT_ITERATIONS : iterations);
    }

    private static PasswordHash add(String line, Map<String, PasswordHash> hashes, Path file, int number) {
        String[] parts = line.split(":", -1);
        try {
            if (parts.length != PARTS || parts[0].isBlank()) {
                throw new IllegalArgumentException("it has " + parts.length + " parts between colons");
            }
            PasswordHash hash = PasswordHash.parse(parts[1], parts[2], parts[3]);
            if (hashes.put(parts[0], hash) != null) {
                throw new IllegalArgumentException("an earlier line has the same name");
            }
            return hash;
        } catch (IllegalArgumentException e) {
            // Without the cause, which may show what it could not read.
            throw new IllegalArgumentException(
                    "Line %d of the users file %s is malformed: %s. Expected NAME:ITERATIONS:SALT:HASH, as the program %s makes it"
                            .formatted(number, file.toAbsolutePath(), e.getMessage(), UserLine.class.getName()));
        }
    }

    /** Whether there is such a user with that password. Takes as long for a user that there is not. */
    public boolean accepts(String name, char[] password) {
        PasswordHash known = hashes.get(name);
        boolean matches = (known == null ? nobody : known).matches(password);
        return matches && known != null;
    }

    @Override
    public String toString() {
        return hashes.size() + " users";
    }
}
