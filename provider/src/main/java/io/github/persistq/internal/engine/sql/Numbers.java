package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import java.util.List;

/**
 * The numbers that the store gives away: sequences, and ids of all else. The only process of a store saves them with what they
 * were given to. One of several takes a block of them first, in a transaction of its own, so that nobody waits for another's
 * transaction to end; then numbers may be left out.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Numbers {
    private static final long BLOCK = 1000;
    private static final String SAVE = "UPDATE persistq_store SET last_number = ?, last_id = ? WHERE id = 1";

    private final boolean inBlocks;
    private final Counter sequences = new Counter();
    private final Counter ids = new Counter();
    private boolean known;

    private static final class Counter {
        long last;
        long lastSaved;
        long end;

        boolean isShort(long needed) {
            return end - last < needed;
        }

        void block(long lastOfStore, long size) {
            // What is left of the former block stays unused, so that numbers rise in this process.
            last = lastOfStore;
            lastSaved = last;
            end = last + size;
        }
    }

    Numbers(boolean inBlocks) {
        this.inBlocks = inBlocks;
    }

    /** Has enough numbers at hand for so many changes; begins and ends a transaction if it needs one. */
    void provide(Transactions transactions, Tables tables, long needed) {
        if (known && !sequences.isShort(needed) && !ids.isShort(needed)) {
            return;
        }
        long size = inBlocks ? Math.max(BLOCK, needed) : 0;
        // Only what is committed is this process's own.
        Last last = transactions.run(false, () -> take(tables, size));
        sequences.block(last.number() - size, inBlocks ? size : Long.MAX_VALUE / 2);
        ids.block(last.id() - size, inBlocks ? size : Long.MAX_VALUE / 2);
        known = true;
    }

    private record Last(long number, long id) {}

    private static Last take(Tables tables, long size) {
        if (size > 0) {
            tables.statements.update(
                    "UPDATE persistq_store SET last_number = last_number + ?, last_id = last_id + ? WHERE id = 1",
                    size,
                    size);
        }
        return new Last(
                tables.statements.number("SELECT last_number FROM persistq_store"),
                tables.statements.number("SELECT last_id FROM persistq_store"));
    }

    /** How many numbers changes need at most. */
    static long neededBy(List<Change> changes) {
        long needed = 0;
        for (Change change : changes) {
            needed += 1 + (change instanceof Change.Prepare prepare ? neededBy(prepare.changes()) : 0);
        }
        return needed;
    }

    /** A sequence, or a place at the tail. */
    long nextNumber() {
        return ++sequences.last;
    }

    /** The last number that was given away. */
    long lastNumber() {
        return sequences.last;
    }

    /** The number of a queue or a branch. */
    long nextId() {
        return ++ids.last;
    }

    /** The number of content that is not a message's first, which has the message's own. */
    long nextContent() {
        return -nextId();
    }

    /** Called at the end of a transaction. */
    void save(Tables tables) {
        boolean drawn = sequences.last != sequences.lastSaved || ids.last != ids.lastSaved;
        if (drawn && !inBlocks) {
            tables.statements.later(SAVE, sequences.last, ids.last);
        }
    }

    /** Called when a transaction is committed. */
    void saved() {
        sequences.lastSaved = sequences.last;
        ids.lastSaved = ids.last;
    }

    /** Called when a transaction was rolled back: what was drawn in it is there again. */
    void rolledBack() {
        sequences.last = sequences.lastSaved;
        ids.last = ids.lastSaved;
    }
}
