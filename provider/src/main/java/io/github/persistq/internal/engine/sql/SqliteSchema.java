package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;

/** The tables of a store in SQLite, and the checks that a database is one. */
final class SqliteSchema {
    /** Older libraries may lose the start of a write-ahead log that is begun anew while another connection reads. */
    private static final int[] OLDEST_LIBRARY = {3, 51, 3};

    private static final String[] VERSION_1 = {
        """
        CREATE TABLE persistq_store (
          id INTEGER PRIMARY KEY, last_number INTEGER NOT NULL, last_content INTEGER NOT NULL, last_queue INTEGER NOT NULL,
          last_branch INTEGER NOT NULL) STRICT""",
        "INSERT INTO persistq_store VALUES (1, 0, 0, 0, 0)",
        """
        CREATE TABLE persistq_queue (
          id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, lifo INTEGER NOT NULL, unique_while INTEGER NOT NULL,
          keep_acked INTEGER NOT NULL, max_messages INTEGER NOT NULL, max_bytes INTEGER NOT NULL, temporary INTEGER NOT NULL,
          labels TEXT NOT NULL, ready INTEGER NOT NULL, delayed INTEGER NOT NULL, in_flight INTEGER NOT NULL,
          acked INTEGER NOT NULL, failed INTEGER NOT NULL, bytes INTEGER NOT NULL, held_messages INTEGER NOT NULL,
          held_bytes INTEGER NOT NULL, acks INTEGER NOT NULL, UNIQUE (kind, name)) STRICT""",
        """
        CREATE TABLE persistq_entry (
          queue_id INTEGER NOT NULL, sequence INTEGER NOT NULL, neg_priority INTEGER NOT NULL, place INTEGER NOT NULL,
          state INTEGER NOT NULL, held INTEGER NOT NULL, deliveries INTEGER NOT NULL, due INTEGER NOT NULL,
          deliver_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ack_number INTEGER NOT NULL, unique_key TEXT,
          size INTEGER NOT NULL, content_id INTEGER NOT NULL, shared INTEGER NOT NULL, owner TEXT, lease_until INTEGER,
          PRIMARY KEY (queue_id, sequence)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX persistq_ready ON persistq_entry (queue_id, neg_priority, place) WHERE state = 0",
        "CREATE INDEX persistq_delayed ON persistq_entry (queue_id, due) WHERE state = 1",
        "CREATE INDEX persistq_in_flight ON persistq_entry (queue_id, neg_priority, place) WHERE state = 2",
        "CREATE INDEX persistq_acked ON persistq_entry (queue_id, ack_number) WHERE state = 3",
        "CREATE INDEX persistq_expiring ON persistq_entry (queue_id, expires_at, sequence) WHERE expires_at <> 0",
        "CREATE INDEX persistq_key ON persistq_entry (queue_id, unique_key) WHERE unique_key IS NOT NULL",
        "CREATE TABLE persistq_content (id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, head BLOB NOT NULL) STRICT",
        "CREATE TABLE persistq_body (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
        """
        CREATE TABLE persistq_branch (
          id INTEGER PRIMARY KEY, format_id INTEGER NOT NULL, global_id BLOB NOT NULL, qualifier BLOB NOT NULL,
          UNIQUE (format_id, global_id, qualifier)) STRICT""",
        """
        CREATE TABLE persistq_held (
          branch_id INTEGER NOT NULL, position INTEGER NOT NULL, queue_id INTEGER NOT NULL, sequence INTEGER NOT NULL,
          kind INTEGER NOT NULL, PRIMARY KEY (branch_id, position)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX persistq_held_queue ON persistq_held (queue_id)",
    };

    /** Processes share the store: owners, holds, positions that rise across processes, stamps in the place of two columns. */
    private static final String[] VERSION_2 = {
        "ALTER TABLE persistq_store ADD COLUMN last_id INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE persistq_store ADD COLUMN queues_version INTEGER NOT NULL DEFAULT 0",
        // Content had numbers of its own, which new messages must not meet.
        "UPDATE persistq_store SET last_id = max(last_queue, last_branch), last_number = max(last_number, last_content)",
        "ALTER TABLE persistq_store DROP COLUMN last_content",
        "ALTER TABLE persistq_store DROP COLUMN last_queue",
        "ALTER TABLE persistq_store DROP COLUMN last_branch",
        "ALTER TABLE persistq_queue RENAME COLUMN delayed TO postponed",
        "ALTER TABLE persistq_queue ADD COLUMN tail INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE persistq_queue ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
        "UPDATE persistq_queue SET tail = (SELECT last_number FROM persistq_store)",
        "DROP INDEX persistq_delayed",
        "DROP INDEX persistq_acked",
        "ALTER TABLE persistq_entry RENAME COLUMN due TO stamp",
        "UPDATE persistq_entry SET stamp = CASE state WHEN 1 THEN stamp WHEN 3 THEN ack_number ELSE 0 END",
        "ALTER TABLE persistq_entry DROP COLUMN ack_number",
        "ALTER TABLE persistq_entry DROP COLUMN owner",
        "ALTER TABLE persistq_entry DROP COLUMN lease_until",
        "ALTER TABLE persistq_entry ADD COLUMN owner INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX persistq_stamp ON persistq_entry (queue_id, stamp) WHERE state = 0",
        "CREATE INDEX persistq_delayed ON persistq_entry (queue_id, stamp) WHERE state = 1",
        "CREATE INDEX persistq_acked ON persistq_entry (queue_id, stamp) WHERE state = 3",
        "CREATE INDEX persistq_delayed_order ON persistq_entry (queue_id, neg_priority, place) WHERE state = 1",
        """
        CREATE TABLE persistq_owner (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, state INTEGER NOT NULL, last_commit INTEGER NOT NULL,
          lease_until INTEGER NOT NULL) STRICT""",
        """
        CREATE TABLE persistq_hold (
          name TEXT NOT NULL, owner INTEGER NOT NULL, exclusive INTEGER NOT NULL, PRIMARY KEY (name, owner)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX persistq_hold_owner ON persistq_hold (owner)",
        // Plans are chosen by these figures of a large store. Without them SQLite takes a queue for a few rows, and
        // reads it whole.
        "ANALYZE persistq_entry",
        "DELETE FROM sqlite_stat1",
        """
        INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
          ('persistq_entry', 'persistq_entry', '1000000 100000 1'),
          ('persistq_entry', 'persistq_ready', '500000 50000 5000 1'),
          ('persistq_entry', 'persistq_delayed', '10000 1000 1'),
          ('persistq_entry', 'persistq_delayed_order', '10000 1000 100 1'),
          ('persistq_entry', 'persistq_in_flight', '10000 1000 100 1'),
          ('persistq_entry', 'persistq_acked', '100000 10000 1'),
          ('persistq_entry', 'persistq_stamp', '500000 50000 50'),
          ('persistq_entry', 'persistq_expiring', '100000 10000 10 1'),
          ('persistq_entry', 'persistq_key', '100000 10000 1'),
          ('persistq_content', NULL, '1000000'),
          ('persistq_body', NULL, '1000000')""",
        // Has this connection use them; others read them when they are opened.
        "ANALYZE sqlite_schema",
    };

    /** Queues count their changes, content has a checksum, and there are maps. */
    private static final String[] VERSION_3 = {
        "ALTER TABLE persistq_queue ADD COLUMN changes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE persistq_content ADD COLUMN crc INTEGER",
        """
        CREATE TABLE persistq_map (
          id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, labels TEXT NOT NULL, entries INTEGER NOT NULL) STRICT""",
        """
        CREATE TABLE persistq_map_entry (
          map_id INTEGER NOT NULL, entry_key BLOB NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
          PRIMARY KEY (map_id, entry_key)) STRICT""",
    };

    /** How many tables each version has, the first at index 0. */
    private static final int[] TABLES = {7, 9, 11};

    /** What brings a store from the version before to each, the first at index 0. */
    private static final String[][] VERSIONS = {VERSION_1, VERSION_2, VERSION_3};

    static final int VERSION = VERSIONS.length;

    private SqliteSchema() {}

    /** Refuses a library that is too old. */
    static void checkVersion(String store, Statements statements) {
        String found = statements.first(row -> row.text(1), "SELECT sqlite_version()");
        String version = found == null ? "0" : found;
        if (isOlder(version)) {
            throw new StorageException(
                    Kind.IO,
                    "%s can't be opened: the SQLite library has version %s, whose write-ahead log may lose data; 3.51.3 or later is needed. Use a newer org.xerial:sqlite-jdbc"
                            .formatted(store, version));
        }
    }

    static boolean isOlder(String version) {
        String[] parts = version.split("\\.");
        for (int i = 0; i < OLDEST_LIBRARY.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != OLDEST_LIBRARY[i]) {
                return part < OLDEST_LIBRARY[i];
            }
        }
        return false;
    }

    /** Refuses, before anything is written, a database that is not a store or has a newer schema. */
    static void checkOwner(String store, Statements statements) {
        long owner = statements.number("PRAGMA application_id");
        long version = statements.number("PRAGMA user_version");
        if (owner == 0 && version == 0 && statements.number("SELECT count(*) FROM sqlite_schema") == 0) {
            return;
        }
        if (owner != SqliteDialect.APPLICATION_ID) {
            throw new StorageException(
                    Kind.IO,
                    "%s is the database of another program (application_id %d, expected %d); nothing was changed. Name another file"
                            .formatted(store, owner, SqliteDialect.APPLICATION_ID));
        }
        if (version > VERSION) {
            throw new StorageException(
                    Kind.NEWER_FORMAT,
                    "%s has schema version %d; this PersistQ knows version %d. Open the store with the PersistQ that wrote it, or a later one"
                            .formatted(store, version, VERSION));
        }
        int expected = TABLES[Math.max(1, (int) version) - 1];
        long tables = statements.number(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('persistq_store', 'persistq_queue', "
                        + "'persistq_entry', 'persistq_content', 'persistq_body', 'persistq_branch', 'persistq_held', "
                        + "'persistq_owner', 'persistq_hold', 'persistq_map', 'persistq_map_entry')");
        if (tables != expected) {
            throw new StorageException(
                    Kind.CORRUPT,
                    "%s has %d of the %d tables of a store. Restore it from a copy".formatted(store, tables, expected));
        }
    }

    /** Makes the tables of an empty database, or brings those of an older version to this one, all or none. */
    static void migrate(Statements statements) {
        statements.run("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            int present = (int) statements.number("PRAGMA user_version");
            for (int version = present; version < VERSION; version++) {
                for (String statement : VERSIONS[version]) {
                    statements.run(statement);
                }
            }
            if (present < VERSION) {
                statements.run("PRAGMA application_id = " + SqliteDialect.APPLICATION_ID);
                statements.run("PRAGMA user_version = " + VERSION);
            }
            statements.run("COMMIT");
            done = true;
        } finally {
            if (!done) {
                statements.run("ROLLBACK");
            }
        }
    }
}
