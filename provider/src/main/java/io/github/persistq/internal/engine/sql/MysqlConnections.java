package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.DataSources;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where connections to the server come from: its address, or a data source that the program or its container has under a JNDI
 * name.
 *
 * <p>Threading: thread-safe.
 */
final class MysqlConnections {
    /** What the driver's own properties are given by. */
    static final String PREFIX = "mysql.";

    private static final String DRIVER = "com.mysql.cj.jdbc.Driver";

    private static final long SHORTEST_WAIT_MILLIS = 10_000;

    private final String location;
    private final Properties properties;

    private MysqlConnections(String location, Properties properties) {
        this.location = location;
        this.properties = properties;
    }

    static MysqlConnections of(StoreUrl url, SqlOptions options) {
        Properties properties = new Properties();
        properties.setProperty("user", url.get(MysqlEngineFactory.USER));
        properties.setProperty("password", url.get(MysqlEngineFactory.PASSWORD));
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("useLocalSessionState", "true");
        properties.setProperty("cachePrepStmts", "true");
        properties.setProperty("prepStmtCacheSize", "256");
        properties.setProperty("prepStmtCacheSqlLimit", "16384");
        properties.setProperty("connectTimeout", Long.toString(Math.max(1000, options.lockTimeoutMillis())));
        properties.setProperty("socketTimeout", Long.toString(waitMillis(options)));
        for (Map.Entry<String, String> option : url.options().entrySet()) {
            if (option.getKey().startsWith(PREFIX)) {
                properties.setProperty(option.getKey().substring(PREFIX.length()), option.getValue());
            }
        }
        return new MysqlConnections(url.location(), properties);
    }

    /** A process that waits for longer than its lease is taken for dead anyway; but a lock is waited for as long as was asked. */
    private static long waitMillis(SqlOptions options) {
        long millis = Math.max(options.leaseMillis(), options.lockTimeoutMillis() + SHORTEST_WAIT_MILLIS);
        return Math.min(millis, Integer.MAX_VALUE);
    }

    private boolean isAddress() {
        return location.startsWith("//");
    }

    Connection connect() throws SQLException {
        Connection connection = isAddress()
                ? driver().connect("jdbc:mysql:" + location, properties)
                : dataSource().getConnection();
        if (connection == null) {
            throw new SQLException("there is no connection to " + location);
        }
        return connection;
    }

    private static Driver driver() {
        try {
            return Class.forName(DRIVER, true, MysqlConnections.class.getClassLoader())
                    .asSubclass(Driver.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw missing(
                    "The scheme mysql needs the driver " + DRIVER
                            + ", which is not in the class path: add the artifact com.mysql:mysql-connector-j",
                    e);
        }
    }

    private DataSource dataSource() {
        if (location.startsWith(DataSources.PREFIX)) {
            String name = location.substring(DataSources.PREFIX.length());
            DataSource given = DataSources.find(name);
            if (given == null) {
                throw missing(
                        "The store URL persistq:mysql:" + location
                                + " names a data source that was not given: call DataSources.put(\"" + name
                                + "\", ...) first",
                        null);
            }
            return given;
        }
        if (location.startsWith("java:")) {
            return lookUp();
        }
        throw missing(
                "The store URL persistq:mysql:" + location
                        + " names neither a server, as //host:port/database does, nor a data source, as java:comp/env/jdbc/queues or datasource/NAME do",
                null);
    }

    // The name is of the program's own configuration, and of the container's own name space.
    @SuppressWarnings("BanJNDI")
    private DataSource lookUp() {
        Object found;
        try {
            found = new InitialContext().lookup(location);
        } catch (NamingException e) {
            throw missing(
                    "The store URL persistq:mysql:" + location + " names a data source that is not there: "
                            + e.getMessage(),
                    e);
        }
        if (found instanceof DataSource source) {
            return source;
        }
        throw missing("The JNDI name " + location + " is of a " + found + "; expected a javax.sql.DataSource", null);
    }

    private static StorageException missing(String text, @Nullable Exception cause) {
        return new StorageException(Kind.IO, text, cause);
    }
}
