package io.github.persistq.internal.engine.sql;

import io.github.persistq.config.Option;
import io.github.persistq.config.Option.Scope;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens {@code persistq:mysql://HOST:PORT/DATABASE}, which must exist; the tables are made if they are not there. Instead of an
 * address the JNDI name of a {@code javax.sql.DataSource} can be given.
 */
public final class MysqlEngineFactory implements StorageEngineFactory {
    static final Option<String> USER = Option.text("user", Scope.STORE, "", "a user of the database");
    static final Option<String> PASSWORD = Option.text("password", Scope.STORE, "", "the user's password");
    private static final Option<String> DRIVERS =
            Option.text(MysqlConnections.PREFIX + "*", Scope.STORE, "", "a property of Connector/J");

    @Override
    public String scheme() {
        return "mysql";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(SqlOptions.MYSQL);
        all.addAll(List.of(USER, PASSWORD, DRIVERS));
        return all;
    }

    @Override
    public String identity(StoreUrl url) {
        return url.location();
    }

    @Override
    public StorageEngine open(StoreUrl url, InstantSource clock) {
        SqlOptions options = SqlOptions.ofMysql(url);
        MysqlDialect dialect =
                new MysqlDialect("The store in MySQL at " + url.location(), MysqlConnections.of(url, options), options);
        try {
            Connection connection = dialect.connect();
            boolean opened = false;
            try {
                dialect.probe(connection);
                Statements statements = new Statements(connection, dialect.batch());
                dialect.prepareSchema(statements);
                DatabaseClock databaseClock = DatabaseClock.of(clock, dialect, statements);
                StorageEngine engine = new SqlEngine(dialect, options, statements, databaseClock, () -> {});
                opened = true;
                return engine;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
        } catch (SqlFailure e) {
            throw failedOpen(dialect, e.error());
        } catch (SQLException e) {
            throw failedOpen(dialect, e);
        }
    }

    private static StorageException failedOpen(MysqlDialect dialect, SQLException e) {
        return new StorageException(
                Kind.IO,
                "%s can't be opened: %s. Check that the server runs there, that the database exists, and that user and password are right"
                        .formatted(dialect.store(), e.getMessage()),
                e);
    }
}
