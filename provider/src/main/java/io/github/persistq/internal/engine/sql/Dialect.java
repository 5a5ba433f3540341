package io.github.persistq.internal.engine.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What is particular about a database. No other type knows which one it is.
 *
 * <p>Threading: one thread at a time, but for {@link #classify} and {@link #store}, which any may call.
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
        /** Anything else. */
        OTHER
    }

    /** The store, as errors name it. */
    String store();

    /** A new connection with its settings made. */
    Connection connect() throws SQLException;

    /**
     * Makes the tables, or checks those that are there.
     *
     * @throws io.github.persistq.spi.StorageException of kind NEWER_FORMAT, or IO if they belong to something else
     */
    void prepareSchema(Statements statements);

    /**
     * Begins a transaction that may write.
     *
     * @param forced whether the device is to have it when it is committed
     */
    void begin(Statements statements, boolean forced);

    /** Called now and then, outside of transactions: gives room that is no longer used back to the system, a little at a time. */
    void tidy(Statements statements);

    /** Opens up the room that is kept for settlements and claims in a full store; false if there is none. */
    boolean openReserve(Statements statements);

    /** Ends what {@link #openReserve} began. */
    void closeReserve(Statements statements);

    Cause classify(SQLException error);
}
