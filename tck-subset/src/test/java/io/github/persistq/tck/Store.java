package io.github.persistq.tck;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.XAConnectionFactory;

/** Where the connections of a test go, and the ways to it that the specification names. */
interface Store {
    /** The factory of connections that no administrator has configured. */
    ConnectionFactory factory();

    /** A factory whose connections carry a client identifier that an administrator gave. */
    ConnectionFactory factory(String clientId) throws Exception;

    default QueueConnectionFactory queueFactory() {
        return (QueueConnectionFactory) factory();
    }

    default TopicConnectionFactory topicFactory() {
        return (TopicConnectionFactory) factory();
    }

    /** @throws NotApplicable if the provider takes no part in distributed transactions */
    XAConnectionFactory xaFactory();

    /**
     * Closes the store and opens it again: what was not kept for good is gone. Its connections must be closed before; the
     * factories that it gave go on.
     *
     * @throws NotApplicable if the store is not from {@link Provider#openLasting}
     */
    void restart() throws Exception;

    /** Ends the store and what its factories made. */
    void close() throws Exception;
}
