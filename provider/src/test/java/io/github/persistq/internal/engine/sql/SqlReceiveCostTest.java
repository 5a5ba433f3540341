package io.github.persistq.internal.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.server.DatabaseKind;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What claiming a message costs in a queue that holds 100,000 others, beside a queue that holds none. Statements and rows that
 * the server read are compared; times are printed.
 */
@EnabledIfSystemProperty(named = "persistq.rates", matches = "true")
@Timeout(300)
class SqlReceiveCostTest {
    private static final int OTHERS = 100_000;
    private static final int TIMES = 200;
    private static final QueueName EMPTY = QueueName.queue("empty");
    private static final QueueName IN_FLIGHT = QueueName.queue("in-flight");
    private static final QueueName ACKED = QueueName.queue("acked");
    private static final QueueName REFUSED = QueueName.queue("refused");
    private static final Filter MARKED = head -> head.toArray().length == 2;
    private static final StoredMessage MESSAGE =
            new StoredMessage(Bytes.wrap(new byte[2]), Bytes.wrap(new byte[100]), 4, 0, 0, null);

    @TempDir
    Path directory;

    /** What one claim and one settlement took. */
    private record Cost(double statements, double rows, double micros) {}

    @Test
    void sqliteClaimsPastAHundredThousandAsInAnEmptyQueue() throws Exception {
        try (LargeStore store = LargeStore.sqlite(directory.resolve("store.db"))) {
            compare("SQLite", store, false);
        }
    }

    @Test
    void mariaDbClaimsPastAHundredThousandAsInAnEmptyQueue() throws Exception {
        try (LargeStore store = LargeStore.mysql(DatabaseKind.MARIADB, StatementBatch.JOINED)) {
            compare("MariaDB", store, true);
        }
    }

    @Test
    void mySqlClaimsPastAHundredThousandAsInAnEmptyQueue() throws Exception {
        try (LargeStore store = LargeStore.mysql(DatabaseKind.MYSQL, StatementBatch.JOINED)) {
            compare("MySQL", store, true);
        }
    }

    private static void compare(String name, LargeStore store, boolean counts) throws Exception {
        QueueSpec kept = QueueSpec.DEFAULT.withKeepAcked(OTHERS);
        for (QueueName queue : List.of(EMPTY, IN_FLIGHT, ACKED, REFUSED)) {
            store.openQueue(queue, queue.equals(ACKED) ? kept : QueueSpec.DEFAULT);
        }
        long owner = store.owner();
        store.fill(IN_FLIGHT, OTHERS, owner, i -> State.IN_FLIGHT);
        store.fill(ACKED, OTHERS, owner, i -> State.ACKED);
        store.fill(REFUSED, OTHERS, owner, i -> State.READY);
        measure(store, EMPTY, Filter.ALL, counts);
        Cost empty = measure(store, EMPTY, Filter.ALL, counts);
        Cost emptyFiltered = measure(store, EMPTY, MARKED, counts);
        System.out.printf("%-8s %-10s %10s %8s %8s%n", "engine", "queue", "statements", "rows", "time");
        compare(name, "in flight", empty, measure(store, IN_FLIGHT, Filter.ALL, counts));
        compare(name, "acked", empty, measure(store, ACKED, Filter.ALL, counts));
        compare(name, "refused", emptyFiltered, measure(store, REFUSED, MARKED, counts));
    }

    private static void compare(String name, String queue, Cost empty, Cost full) {
        System.out.printf(
                "%-8s %-10s %4.1f /%4.1f %5.1f /%5.1f %5.0f /%5.0f us = %.2f%n",
                name,
                queue,
                full.statements(),
                empty.statements(),
                full.rows(),
                empty.rows(),
                full.micros(),
                empty.micros(),
                full.micros() / empty.micros());
        assertThat(full.statements()).isLessThan(2 * empty.statements());
        assertThat(full.rows()).isLessThan(2 * empty.rows() + 8);
    }

    private static Cost measure(LargeStore store, QueueName queue, Filter filter, boolean counts) throws SQLException {
        try (Claimer claimer = store.engine.claimer(queue, filter)) {
            if (filter != Filter.ALL) {
                // Judges all that is there, once.
                assertThat(claimer.claim(1)).isEmpty();
            }
            long own = counts ? -rowsRead(store) + rowsRead(store) : 0;
            long rows = counts ? rowsRead(store) : 0;
            long statements = store.dialect.executions();
            long nanos = System.nanoTime();
            for (int i = 0; i < TIMES; i++) {
                store.engine.write(List.of(new Change.Append(MESSAGE, queue)), Durability.WRITTEN);
                List<Delivery> claimed = claimer.claim(1);
                assertThat(claimed).hasSize(1);
                store.engine.write(List.of(new Change.Ack(queue, claimed.get(0).sequence())), Durability.WRITTEN);
            }
            nanos = System.nanoTime() - nanos;
            statements = store.dialect.executions() - statements;
            rows = counts ? rowsRead(store) - rows - own : 0;
            return new Cost((double) statements / TIMES, (double) rows / TIMES, nanos / 1e3 / TIMES);
        }
    }

    /** Of all sessions: the engine's cannot be asked. */
    private static long rowsRead(LargeStore store) throws SQLException {
        long reads = 0;
        try (PreparedStatement status = store.plain.prepareStatement("SHOW GLOBAL STATUS LIKE 'Handler_read%'");
                ResultSet found = status.executeQuery()) {
            while (found.next()) {
                reads += found.getLong(2);
            }
        }
        return reads;
    }
}
