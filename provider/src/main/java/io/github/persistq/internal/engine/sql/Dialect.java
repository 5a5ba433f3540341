package io.github.persistq.internal.engine.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is particular about a database. No other type knows which one it is.
 *
 * <p>Threading: one thread at a time, but for {@link #classify}, {@link #connect} and what only tells something, which any may
 * call.
 */
interface Dialect {
    /** What an error of the database means to a store. */
    enum Cause {
        /** Another program holds a lock longer than was waited for. */
        BUSY,
        /** There is no room. */
        FULL,
        /** Stored bytes are damaged. */
        DAMAGED,
        /** What is there is no database of this kind. */
        FOREIGN,
        /** Two transactions were in each other's way; tried again, it works. */
        COLLISION,
        /** The connection is gone. */
        LOST,
        /** The database does not take so much at once. */
        TOO_LARGE,
        /** A value that must not be null is. */
        NULL,
        /** Anything else. */
        OTHER
    }

    /** The store, as errors name it. */
    String store();

    /** A new connection with its settings made. */
    Connection connect() throws SQLException;

    /** How changes are sent. */
    StatementBatch batch();

    /**
     * Makes the tables, or checks those that are there and brings them to the present version.
     *
     * @throws io.github.persistq.spi.StorageException of kind NEWER_FORMAT, or IO if they belong to something else
     */
    void prepareSchema(Statements statements);

    /** What a query ends with so that the rows it finds are the transaction's own; a space first, or nothing. */
    String locking();

    /** The database's time in milliseconds since the epoch, as an expression. */
    String clock();

    /** Whether a connection may be lost and made anew while the database goes on, so that a commit's outcome may be unknown. */
    boolean isRemote();

    /** The database's number of this connection's session; 0 where {@link #isRemote} is not so. */
    long session(Statements statements);

    /** Ends another session of the same user, and says whether it is gone with its work; ask until it is. */
    boolean endSession(Statements statements, long session);

    /**
     * Called before a transaction that needs room and does not free any.
     *
     * @throws io.github.persistq.spi.StorageException of kind STORE_FULL if what room there is is kept for those that free some
     */
    void requireRoom(Statements statements);

    /**
     * Begins a transaction that may write.
     *
     * @param forced whether the device is to have it when it is committed
     */
    void begin(Statements statements, boolean forced);

    /** Called now and then, outside of transactions: gives room that is no longer used back to the system, a little at a time. */
    void tidy(Statements statements);

    /** Called outside of transactions, on a connection of its own if {@link #isRemote}: gives all room that is no longer used back to the system; returns how many bytes. */
    long compact(Statements statements);

    /** Opens up the room that is kept for settlements and claims in a full store; false if there is none. */
    boolean openReserve(Statements statements);

    /** Ends what {@link #openReserve} began. */
    void closeReserve(Statements statements);

    Cause classify(SQLException error);
}
