package io.github.persistq.internal.jms;

/** Which of the APIs a connection or session was made by: the domain-specific ones refuse the other domain's methods. */
public enum Domain {
    /** The classic or simplified API: queues and topics. */
    ANY,
    /** QueueConnection and QueueSession. */
    QUEUE,
    /** TopicConnection and TopicSession. */
    TOPIC
}
