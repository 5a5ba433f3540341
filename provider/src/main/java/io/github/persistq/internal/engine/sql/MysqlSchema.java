package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a store in MySQL or MariaDB. Names and ids that applications choose are bytes, because no collation that both
 * servers have compares texts exactly.
 *
 * <p>Statements that make tables commit on their own, so each is made to be repeated; the row with the version comes last.
 */
final class MysqlSchema {
    /** As in SQLite, whose version 1 this database has never had. */
    static final int VERSION = 3;

    private static final String TABLE = " ENGINE = InnoDB ROW_FORMAT = DYNAMIC";

    private static final String[] STATEMENTS = {
        """
        CREATE TABLE IF NOT EXISTS persistq_queue (
          id BIGINT NOT NULL PRIMARY KEY, kind INT NOT NULL, name VARBINARY(1536) NOT NULL, lifo INT NOT NULL,
          unique_while INT NOT NULL, keep_acked BIGINT NOT NULL, max_messages BIGINT NOT NULL, max_bytes BIGINT NOT NULL,
          temporary INT NOT NULL, labels MEDIUMBLOB NOT NULL, ready BIGINT NOT NULL, postponed BIGINT NOT NULL,
          in_flight BIGINT NOT NULL, acked BIGINT NOT NULL, failed BIGINT NOT NULL, bytes BIGINT NOT NULL,
          held_messages BIGINT NOT NULL, held_bytes BIGINT NOT NULL, acks BIGINT NOT NULL, tail BIGINT NOT NULL,
          version BIGINT NOT NULL, changes BIGINT NOT NULL, UNIQUE KEY persistq_queue_name (kind, name))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_entry (
          queue_id BIGINT NOT NULL, sequence BIGINT NOT NULL, neg_priority BIGINT NOT NULL, place BIGINT NOT NULL,
          state INT NOT NULL, held INT NOT NULL, deliveries INT NOT NULL, stamp BIGINT NOT NULL, deliver_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL, unique_key MEDIUMBLOB, size BIGINT NOT NULL, content_id BIGINT NOT NULL,
          shared INT NOT NULL, owner BIGINT NOT NULL, PRIMARY KEY (queue_id, sequence),
          KEY persistq_order (queue_id, state, neg_priority, place), KEY persistq_stamp (queue_id, state, stamp),
          KEY persistq_expiring (queue_id, expires_at, sequence), KEY persistq_key (queue_id, unique_key(255)))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_content (
          id BIGINT NOT NULL PRIMARY KEY, refs BIGINT NOT NULL, head LONGBLOB NOT NULL, crc BIGINT)""",
        "CREATE TABLE IF NOT EXISTS persistq_body (id BIGINT NOT NULL PRIMARY KEY, body LONGBLOB NOT NULL)",
        """
        CREATE TABLE IF NOT EXISTS persistq_branch (
          id BIGINT NOT NULL PRIMARY KEY, format_id INT NOT NULL, global_id VARBINARY(64) NOT NULL,
          qualifier VARBINARY(64) NOT NULL, UNIQUE KEY persistq_branch_id (format_id, global_id, qualifier))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_held (
          branch_id BIGINT NOT NULL, position BIGINT NOT NULL, queue_id BIGINT NOT NULL, sequence BIGINT NOT NULL,
          kind INT NOT NULL, PRIMARY KEY (branch_id, position), KEY persistq_held_queue (queue_id))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_owner (
          id BIGINT NOT NULL PRIMARY KEY, name VARBINARY(1024) NOT NULL, state INT NOT NULL, last_commit BIGINT NOT NULL,
          lease_until BIGINT NOT NULL)""",
        """
        CREATE TABLE IF NOT EXISTS persistq_hold (
          name VARBINARY(1600) NOT NULL, owner BIGINT NOT NULL, exclusive INT NOT NULL, PRIMARY KEY (name, owner),
          KEY persistq_hold_owner (owner))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_map (
          id BIGINT NOT NULL PRIMARY KEY, name VARBINARY(1536) NOT NULL, labels MEDIUMBLOB NOT NULL, entries BIGINT NOT NULL,
          UNIQUE KEY persistq_map_name (name))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_map_entry (
          map_id BIGINT NOT NULL, entry_key VARBINARY(2048) NOT NULL, version BIGINT NOT NULL, value LONGBLOB NOT NULL,
          PRIMARY KEY (map_id, entry_key))""",
        """
        CREATE TABLE IF NOT EXISTS persistq_store (
          id INT NOT NULL PRIMARY KEY, schema_version INT NOT NULL, last_number BIGINT NOT NULL, last_id BIGINT NOT NULL,
          queues_version BIGINT NOT NULL)""",
    };

    /** What version 2, the first, lacks of columns; lacking tables come by themselves. */
    private static final String[][] COLUMNS = {
        {"persistq_queue", "changes", "BIGINT NOT NULL DEFAULT 0"},
        {"persistq_content", "crc", "BIGINT"},
    };

    private static final String TABLES =
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ('persistq_store', "
                    + "'persistq_queue', 'persistq_entry', 'persistq_content', 'persistq_body', 'persistq_branch', "
                    + "'persistq_held', 'persistq_owner', 'persistq_hold', 'persistq_map', 'persistq_map_entry')";

    private MysqlSchema() {}

    /** Makes the tables, or brings those of an older version to this one. Of several processes one does it. */
    static void prepare(String store, Statements statements) {
        Long version = version(statements);
        if (version == null || version < VERSION) {
            alone(store, statements);
            version = version(statements);
        }
        long tables = statements.number(TABLES);
        statements.run("COMMIT");
        if (version == null || version != VERSION) {
            throw new StorageException(
                    Kind.NEWER_FORMAT,
                    "%s has schema version %d; this PersistQ knows version %d. Open the store with the PersistQ that wrote it, or a later one"
                            .formatted(store, version, VERSION));
        }
        if (tables != STATEMENTS.length) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "%s has %d of the %d tables of a store. Restore it from a copy"
                            .formatted(store, tables, STATEMENTS.length));
        }
    }

    private static void alone(String store, Statements statements) {
        if (statements.number("SELECT GET_LOCK(CONCAT('persistq schema ', DATABASE()), 30)") != 1) {
            throw new StorageException(
                    Kind.LOCKED, store + ": another process has been making the tables for 30 s. Try again");
        }
        try {
            Long version = version(statements);
            if (version == null) {
                create(statements);
            } else if (version < VERSION) {
                migrate(store, statements, version);
            }
        } finally {
            statements.number("SELECT RELEASE_LOCK(CONCAT('persistq schema ', DATABASE()))");
        }
    }

    /** Makes the tables that are not there. */
    private static void makeTables(Statements statements) {
        for (String statement : STATEMENTS) {
            statements.run(statement + TABLE);
        }
    }

    private static void create(Statements statements) {
        makeTables(statements);
        statements.run("INSERT IGNORE INTO persistq_store VALUES (1, " + VERSION + ", 0, 0, 0)");
        statements.run("COMMIT");
    }

    private static void migrate(String store, Statements statements, long from) {
        long others = statements.number(
                "SELECT COUNT(*) FROM persistq_owner WHERE state = 1 AND lease_until > " + MysqlDialect.CLOCK);
        if (others > 0) {
            throw new StorageException(
                    Kind.LOCKED,
                    "%s has schema version %d and is in use by %d processes of an older PersistQ. Close it there; then this one brings it to version %d"
                            .formatted(store, from, others, VERSION));
        }
        makeTables(statements);
        for (String[] column : COLUMNS) {
            boolean there = statements.number(
                            "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?",
                            column[0],
                            column[1])
                    > 0;
            if (!there) {
                // Names can't be bound; these are of this class.
                statements.run("ALTER TABLE " + column[0] + " ADD COLUMN " + column[1] + " " + column[2]);
            }
        }
        statements.run("UPDATE persistq_store SET schema_version = " + VERSION + " WHERE id = 1");
        statements.run("COMMIT");
    }

    /** The version of the tables that are there; null if they are not, or not all. */
    private static @Nullable Long version(Statements statements) {
        boolean there = statements.number(
                        "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'persistq_store'")
                > 0;
        return there
                ? statements.first(row -> row.number(1), "SELECT schema_version FROM persistq_store WHERE id = 1")
                : null;
    }
}
