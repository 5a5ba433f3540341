package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.testing.server.Database;
import io.github.persistq.testing.server.DatabaseKind;
import io.github.persistq.testing.server.DatabaseServers;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A packet of changes to MariaDB is committed whole, or not. */
@Timeout(60)
class GuardedBatchTest {
    private static final String DELETE = "DELETE FROM numbers WHERE id = ?";
    private static final String COUNT = "SELECT COUNT(*) FROM numbers";

    private MysqlDialect dialect;
    private Statements statements;
    private Statements others;

    @BeforeEach
    void connect() throws Exception {
        Database database = DatabaseServers.shared(DatabaseKind.MARIADB).newDatabase();
        StoreUrl url = StoreUrl.parse(database.storeUrl(""));
        SqlOptions options = SqlOptions.ofMysql(url);
        dialect = new MysqlDialect("test", MysqlConnections.of(url, options), options);
        Connection connection = dialect.connect();
        dialect.probe(connection);
        statements = new Statements(connection, dialect.batch());
        others = new Statements(dialect.connect(), StatementBatch.ONE_BY_ONE);
        statements.run("CREATE TABLE numbers (id BIGINT NOT NULL PRIMARY KEY)");
        statements.later("INSERT INTO numbers (id) VALUES (?)", 1L);
        statements.later("INSERT INTO numbers (id) VALUES (?)", 2L);
        statements.commit();
    }

    @AfterEach
    void disconnect() throws Exception {
        statements.close();
        others.close();
    }

    private long committed() {
        long found = others.number(COUNT);
        others.rollBack();
        return found;
    }

    private SqlFailure deleteTwoOfWhichOneIsNotThere() {
        statements.later(DELETE, 2L);
        statements.later(DELETE, 3L);
        return catchThrowableOfType(SqlFailure.class, statements::commit);
    }

    @Test
    void isWhatMariaDbGets() {
        assertThat(dialect.batch()).isInstanceOf(GuardedBatch.class);
    }

    @Test
    void commitsChangesThatFindTheirRows() {
        statements.later(DELETE, 1L);
        statements.later(DELETE, 2L);

        statements.commit();

        assertThat(committed()).isZero();
    }

    @Test
    void failsBeforeTheCommitIfAChangeFindsNoRow() {
        SqlFailure failure = deleteTwoOfWhichOneIsNotThere();
        statements.rollBack();

        assertThat(failure.error().getErrorCode()).isEqualTo(GuardedBatch.MISCOUNTED);
        assertThat(dialect.classify(failure.error())).isEqualTo(Dialect.Cause.COLLISION);
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void takesARowThatIsMissedThreeTimesForLost() {
        assertThat(deleteTwoOfWhichOneIsNotThere()).isNotNull();
        statements.rollBack();
        assertThat(deleteTwoOfWhichOneIsNotThere()).isNotNull();
        statements.rollBack();

        assertThat(deleteTwoOfWhichOneIsNotThere()).isNull();

        assertThat(committed()).isEqualTo(1);
    }
}
