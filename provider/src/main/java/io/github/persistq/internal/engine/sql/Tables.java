package io.github.persistq.internal.engine.sql;

/**
 * All tables of a store, on one connection.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Tables {
    final Statements statements;
    final QueueTable queues;
    final MessageTable messages;
    final MessageReader reader;
    final BranchTable branches;

    Tables(Statements statements) {
        this.statements = statements;
        this.queues = new QueueTable(statements);
        this.messages = new MessageTable(statements);
        this.reader = new MessageReader(statements);
        this.branches = new BranchTable(statements);
    }
}
