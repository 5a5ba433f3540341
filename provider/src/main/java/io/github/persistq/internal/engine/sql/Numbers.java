package io.github.persistq.internal.engine.sql;

/**
 * The numbers that the store draws from, as one unit of work sees them: read when the first is needed, written back at its end.
 *
 * <p>Threading: one thread at a time.
 */
final class Numbers {
    private static final String LOAD =
            "SELECT last_number, last_content, last_queue, last_branch FROM persistq_store WHERE id = 1";
    private static final String SAVE =
            "UPDATE persistq_store SET last_number = ?, last_content = ?, last_queue = ?, last_branch = ? WHERE id = 1";

    private final Statements statements;
    private long[] last = {};
    private long numberBefore;
    private boolean drawn;

    Numbers(Statements statements) {
        this.statements = statements;
    }

    /** A sequence, or a place at the tail. */
    long nextNumber() {
        return next(0);
    }

    long nextContent() {
        return next(1);
    }

    long nextQueue() {
        return next(2);
    }

    long nextBranch() {
        return next(3);
    }

    /** The newest sequence when the unit of work began. */
    long numberBefore() {
        load();
        return numberBefore;
    }

    private long next(int which) {
        load();
        drawn = true;
        return ++last[which];
    }

    private void load() {
        if (last.length > 0) {
            return;
        }
        long[] found =
                statements.first(row -> new long[] {row.number(1), row.number(2), row.number(3), row.number(4)}, LOAD);
        if (found == null) {
            throw new IllegalStateException("the table persistq_store has lost its row");
        }
        last = found;
        numberBefore = found[0];
    }

    void save() {
        if (drawn) {
            statements.update(SAVE, last[0], last[1], last[2], last[3]);
        }
    }
}
