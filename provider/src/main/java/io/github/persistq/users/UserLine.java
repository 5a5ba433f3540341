package io.github.persistq.users;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Makes a line of a users file. The password comes from the console, or is the first line of standard input; never an
 * argument, which other users of the machine could see:
 *
 * <pre>java -cp persistq-provider.jar io.github.persistq.users.UserLine NAME &gt;&gt; users.txt</pre>
 *
 * <p>Threading: one thread.
 */
public final class UserLine {
    private UserLine() {}

    /** Writes the line of the user whom the one argument names to standard output. */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on there always is one, and it reads standard input, too
    public static void main(String[] arguments) throws IOException {
        String name = name(arguments);
        Console console = System.console();
        char[] password = console == null
                ? firstLine(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : console.readPassword("Password of %s: ", name);
        try (Writer out = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)) {
            out.write(line(name, password == null ? new char[0] : password) + System.lineSeparator());
        }
    }

    private static String name(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("Expected one argument, the user's name, but got " + arguments.length
                    + "; the password is asked for, or read from standard input");
        }
        String name = arguments[0];
        if (name.isBlank() || !name.equals(name.strip()) || name.startsWith("#") || name.contains(":")) {
            throw new IllegalArgumentException(
                    "A user's name is not blank, has no colon, does not begin with # and neither begins nor ends with a space");
        }
        return name;
    }

    private static char[] firstLine(Reader in) throws IOException {
        String line = new BufferedReader(in).readLine();
        return line == null ? new char[0] : line.toCharArray();
    }

    /** The line of a user. */
    static String line(String name, char[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException(
                    "The password is empty; type it, or give it as the first line of standard input");
        }
        return name + ":"
                + PasswordHash.of(password, PasswordHash.DEFAULT_ITERATIONS).text();
    }
}
