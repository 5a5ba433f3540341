package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import jakarta.jms.JMSException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program is told when there is no way to its database, and that nobody is told its password. */
@Timeout(120)
class DatabaseRefusalTest {
    private static final String SECRET = "xyzzy-%41-plugh";

    @TempDir
    Path directory;

    /** All that is logged and written to standard error. */
    private static final class Overheard implements AutoCloseable {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final PrintStream errors = System.err;
        private final PrintStream to = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        private final Logger root = Logger.getLogger("");
        private final Logger own = Logger.getLogger("io.github.persistq");
        private final Handler handler = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                to.println(logged.getMessage());
                if (logged.getThrown() != null) {
                    logged.getThrown().printStackTrace(to);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        Overheard() {
            handler.setLevel(Level.ALL);
            own.setLevel(Level.ALL);
            root.addHandler(handler);
            System.setErr(to);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            root.removeHandler(handler);
            own.setLevel(null);
            System.setErr(errors);
        }
    }

    private static JMSException refusal(Database database) {
        try (Overheard overheard = new Overheard()) {
            JMSException refused = catchThrowableOfType(
                    JMSException.class,
                    () -> new PersistqConnectionFactory(database.storeUrl("lockTimeout=1000"))
                            .createConnection()
                            .close());
            assertThat(refused).isNotNull();
            assertThat(FailureLedger.hasSqlCause(refused)).isTrue();
            assertThat(StackTraces.of(refused)).doesNotContain("xyzzy").doesNotContain("plugh");
            assertThat(overheard.text()).doesNotContain("xyzzy").doesNotContain("plugh");
            return refused;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void saysThatThePasswordIsWrongAndNotWhatItWas(DatabaseKind kind) throws Exception {
        Database right = DatabaseServers.shared(kind).newDatabase();

        JMSException refused =
                refusal(new Database(right.host(), right.port(), right.database(), right.user(), SECRET));

        assertThat(refused)
                .hasMessageContaining("Access denied")
                .hasMessageContaining("user and password")
                .hasMessageContaining(right.host() + ":" + right.port() + "/" + right.database());
    }

    @ParameterizedTest
    @EnumSource(
            value = DatabaseKind.class,
            names = {"MARIADB", "MYSQL"})
    void namesTheDatabaseThatIsNotThere(DatabaseKind kind) throws Exception {
        Database right = DatabaseServers.shared(kind).newDatabase();

        JMSException refused =
                refusal(new Database(right.host(), right.port(), "nowhere", right.user(), right.password()));

        assertThat(refused).hasMessageContaining("nowhere").hasMessageContaining("that the database exists");
        assertThat(StackTraces.of(refused)).doesNotContain(right.password());
    }

    @Test
    void namesTheAddressWhereNoServerIs() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        JMSException refused = refusal(new Database("127.0.0.1", free, "queues", "ada", SECRET));

        assertThat(refused)
                .hasMessageContaining("127.0.0.1:" + free)
                .hasMessageContaining("Check that the server runs there");
    }

    @Test
    void namesTheArtifactOfTheDriverForSqlite() throws Exception {
        assertThat(refusalWithout("sqlite-jdbc", "persistq:sqlite:" + directory.resolve("store.db")))
                .contains("org.xerial:sqlite-jdbc");
    }

    @Test
    void namesTheArtifactOfTheDriverForMysql() throws Exception {
        String text =
                refusalWithout("mysql-connector-j", "persistq:mysql://127.0.0.1:1/queues?user=ada&password=" + "xyzzy");

        assertThat(text).contains("com.mysql:mysql-connector-j").doesNotContain("xyzzy");
    }

    /** What a program says that has all libraries of this one but for one. */
    private static String refusalWithout(String library, String url) throws Exception {
        List<URL> libraries = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!each.contains(library)) {
                libraries.add(Path.of(each).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(libraries.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                Class<?> type = loader.loadClass(PersistqConnectionFactory.class.getName());
                Object factory = type.getConstructor(String.class).newInstance(url);
                InvocationTargetException e = catchThrowableOfType(
                        InvocationTargetException.class,
                        () -> type.getMethod("createConnection").invoke(factory));
                return StackTraces.of(e.getCause());
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }
}
