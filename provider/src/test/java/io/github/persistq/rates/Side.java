package io.github.persistq.rates;

import jakarta.jms.JMSException;
import java.sql.SQLException;

/**
 * One of the two that are compared, with a queue of its own on the same database.
 *
 * <p>Threading: a round is run by so many threads, each with its number.
 */
interface Side extends AutoCloseable {
    /** Gets ready for so many threads; what it does is not timed. */
    void prepare(int threads) throws Exception;

    /** Sends a message; when it returns, the message is committed. */
    void send(int thread) throws Exception;

    /** Receives a message and settles it. There is one for each call. */
    void receive(int thread) throws Exception;

    /** Ends a thread's part. */
    void done(int thread) throws Exception;

    @Override
    void close() throws JMSException, SQLException;
}
