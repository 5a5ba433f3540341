package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MapEntry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The maps and their entries.
 *
 * <p>Threading: one thread at a time.
 */
final class MapTable {
    private static final String COLUMNS = "SELECT id, name, labels, entries FROM persistq_map";
    private static final String BY_NAME = COLUMNS + " WHERE name = ?";
    private static final String INSERT = "INSERT INTO persistq_map (id, name, labels, entries) VALUES (?, ?, ?, 0)";
    private static final String LABELS = "UPDATE persistq_map SET labels = ? WHERE id = ?";
    private static final String COUNT = "UPDATE persistq_map SET entries = entries + ? WHERE id = ?";
    private static final String DELETE = "DELETE FROM persistq_map WHERE id = ?";
    private static final String DELETE_ENTRIES = "DELETE FROM persistq_map_entry WHERE map_id = ?";
    private static final String VERSION = "SELECT version FROM persistq_map_entry WHERE map_id = ? AND entry_key = ?";
    private static final String PUT =
            "REPLACE INTO persistq_map_entry (map_id, entry_key, version, value) VALUES (?, ?, ?, ?)";
    private static final String REMOVE = "DELETE FROM persistq_map_entry WHERE map_id = ? AND entry_key = ?";
    private static final String JOINED =
            " FROM persistq_map m JOIN persistq_map_entry e ON e.map_id = m.id WHERE m.name = ? AND e.entry_key ";
    private static final String ENTRY = "SELECT e.entry_key, e.value, e.version" + JOINED + "= ?";
    private static final String ENTRIES = "SELECT e.entry_key, e.value, e.version" + JOINED
            + ">= ? AND e.entry_key <= ? ORDER BY e.entry_key LIMIT ?";
    private static final String FIRST_SIZES =
            "SELECT e.entry_key, LENGTH(e.value)" + JOINED + ">= ? ORDER BY e.entry_key LIMIT ?";
    private static final String NEXT_SIZES =
            "SELECT e.entry_key, LENGTH(e.value)" + JOINED + "> ? ORDER BY e.entry_key LIMIT ?";

    private final Statements statements;
    private final String lockByName;

    /** Queries that lock rows end with the given words. */
    MapTable(Statements statements, String locking) {
        this.statements = statements;
        this.lockByName = BY_NAME + locking;
    }

    /** A key, and how many bytes its value has. */
    record Size(Bytes key, long bytes) {}

    @Nullable
    MapRow find(String name) {
        return statements.first(MapTable::read, BY_NAME, name);
    }

    /** A map that this transaction is about to change: from now on no other process changes it or its entries. */
    @Nullable
    MapRow lock(String name) {
        return statements.first(MapTable::read, lockByName, name);
    }

    List<MapRow> all() {
        return statements.list(MapTable::read, COLUMNS);
    }

    private static MapRow read(Row row) throws SQLException {
        return new MapRow(row.number(1), row.text(2), Labels.decode(row.text(3)), row.number(4));
    }

    void insert(long id, String name, Map<String, String> labels) {
        statements.update(INSERT, id, name, Labels.encode(labels));
    }

    void relabel(long id, Map<String, String> labels) {
        statements.update(LABELS, Labels.encode(labels), id);
    }

    void delete(long id) {
        statements.update(DELETE_ENTRIES, id);
        statements.update(DELETE, id);
    }

    /** The version of an entry of a map that is locked; {@link MapEntry#ABSENT} if there is none. */
    long version(long id, Bytes key) {
        return statements.number(VERSION, id, key);
    }

    void put(long id, Bytes key, long version, Bytes value) {
        statements.later(PUT, id, key, version, value);
    }

    void remove(long id, Bytes key) {
        statements.later(REMOVE, id, key);
    }

    void count(long id, long more) {
        statements.later(COUNT, more, id);
    }

    @Nullable
    MapEntry entry(String name, Bytes key) {
        return statements.first(MapTable::readEntry, ENTRY, name, key);
    }

    /** The entries from one key to another, up to so many. */
    List<MapEntry> entries(String name, Bytes from, Bytes to, int limit) {
        return statements.list(MapTable::readEntry, ENTRIES, name, from, to, limit);
    }

    private static MapEntry readEntry(Row row) throws SQLException {
        return new MapEntry(row.bytes(1), row.bytes(2), row.number(3));
    }

    /** The keys that come after one, or the first ones if it is null, up to so many, and the sizes of their values. */
    List<Size> sizesAfter(String name, @Nullable Bytes key, int limit) {
        return key == null
                ? statements.list(MapTable::readSize, FIRST_SIZES, name, Bytes.EMPTY, limit)
                : statements.list(MapTable::readSize, NEXT_SIZES, name, key, limit);
    }

    private static Size readSize(Row row) throws SQLException {
        return new Size(row.bytes(1), row.number(2));
    }
}
