package io.github.persistq.testing.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command lines of a server: forced commits as in production, all else small and quick. */
record ServerOptions(ServerHome home, Path data) {
    /** The account that {@link DatabaseServer#connect()} uses. */
    static final String ADMINISTRATOR = "persistq";

    static final String PASSWORD = "persistq";

    /** The command that fills an empty data directory; nothing in it is worth a force. */
    List<String> initialising() throws IOException {
        List<String> command = common();
        command.add("--innodb-flush-log-at-trx-commit=0");
        command.add(home.kind() == DatabaseKind.MARIADB ? "--bootstrap" : "--initialize-insecure");
        return command;
    }

    /** The command that runs a server, with more options after its own. */
    List<String> running(int port, List<String> more) throws IOException {
        List<String> command = common();
        command.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port,
                // Relative to the data directory: a path may be 107 bytes long.
                "--socket=server.sock",
                "--pid-file=server.pid",
                "--init-file=" + accounts(),
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=128M",
                "--performance-schema=OFF",
                "--skip-log-bin"));
        // For each start MariaDB would make a new key, which took 2 to 34 s of the processor; for each connection there
        // would be
        // a handshake, which takes longer than most tests.
        command.add("--skip-ssl");
        if (home.kind() == DatabaseKind.MYSQL) {
            command.add("--mysqlx=OFF"); // it has a port of its own
        }
        command.addAll(more);
        return command;
    }

    Map<String, String> environment() {
        return Map.of("LD_LIBRARY_PATH", home.libraries().toString());
    }

    private List<String> common() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                home.program().toString(),
                "--no-defaults",
                "--basedir=" + home.directory(),
                "--datadir=" + data,
                "--tmpdir=" + data,
                "--lc-messages-dir=" + home.directory().resolve("share"),
                "--character-sets-dir=" + home.directory().resolve("share").resolve("charsets")));
        if (Files.getAttribute(data, "unix:uid").equals(0)) {
            command.add("--user=root"); // a server that root starts refuses to run as root unless told to
        }
        return command;
    }

    /** Makes the administrator. Its host is every host, as no address has a name without name resolution. */
    private Path accounts() throws IOException {
        Path file = data.resolveSibling("accounts.sql");
        Files.writeString(file, """
                CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%2$s';
                GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;
                """.formatted(ADMINISTRATOR, PASSWORD));
        return file;
    }
}
