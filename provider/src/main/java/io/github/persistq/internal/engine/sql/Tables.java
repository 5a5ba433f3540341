package io.github.persistq.internal.engine.sql;

/**
 * All tables of a store, on one connection.
 *
 * <p>Threading: one thread at a time.
 */
final class Tables {
    final Statements statements;
    final QueueTable queues;
    final MessageTable messages;
    final MessageReader reader;
    final BranchTable branches;
    final OwnerTable owners;
    final MapTable maps;

    Tables(Statements statements, Dialect dialect) {
        this.statements = statements;
        this.queues = new QueueTable(statements, dialect.locking());
        this.messages = new MessageTable(statements);
        this.reader = new MessageReader(statements);
        this.branches = new BranchTable(statements, dialect.locking());
        this.maps = new MapTable(statements, dialect.locking());
        this.owners = new OwnerTable(statements, dialect);
    }
}
