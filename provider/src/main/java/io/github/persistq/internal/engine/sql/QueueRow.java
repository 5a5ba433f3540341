package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;

/**
 * One queue with its figures, as a transaction sees it: read once, changed in memory, written back at its end.
 *
 * <p>Threading: one thread at a time.
 */
final class QueueRow {
    final long id;
    final QueueName name;
    QueueSpec spec;
    long ready;
    long delayed;
    long inFlight;
    long acked;
    long failed;
    long bytes;
    /** What prepared branches will append. */
    long heldMessages;

    long heldBytes;
    /** How many acknowledgements there were, so that the oldest kept ones can be told. */
    long acks;
    /** The last position that was given at the tail. */
    long tail;
    /** Rises with each transaction in which messages became ready. */
    long version;
    /** Rises with each transaction that changes the queue or its messages. */
    long changes;
    /** What that was when the transaction began. */
    long changesBefore;
    /** The version of all queues when this one was read. */
    long versionOfAll;
    /** Whether this transaction has changed anything of the queue or its messages. */
    boolean touched;

    QueueRow(long id, QueueName name, QueueSpec spec) {
        this.id = id;
        this.name = name;
        this.spec = spec;
    }

    /** The same, to be changed apart from this one. */
    QueueRow copy() {
        QueueRow copy = new QueueRow(id, name, spec);
        copy.ready = ready;
        copy.delayed = delayed;
        copy.inFlight = inFlight;
        copy.acked = acked;
        copy.failed = failed;
        copy.bytes = bytes;
        copy.heldMessages = heldMessages;
        copy.heldBytes = heldBytes;
        copy.acks = acks;
        copy.tail = tail;
        copy.version = version;
        copy.changes = changes;
        copy.changesBefore = changes;
        copy.versionOfAll = versionOfAll;
        return copy;
    }

    /** Counts messages in or out of a state. */
    void count(int state, long messages) {
        touched = true;
        switch (state) {
            case State.READY -> ready += messages;
            case State.DELAYED -> delayed += messages;
            case State.IN_FLIGHT -> inFlight += messages;
            case State.ACKED -> acked += messages;
            case State.HELD -> heldMessages += messages;
            default -> throw new IllegalArgumentException("state " + state);
        }
    }

    /** The position behind all others of the queue, for what got this number; lower comes first. */
    long nextPosition(long number) {
        // Other processes draw numbers too, in blocks, so that a lower number may come after a higher one.
        tail = Math.max(number, tail + 1);
        touched = true;
        return spec.order() == QueueSpec.Order.FIFO ? tail : -tail;
    }

    long unsettled() {
        return ready + delayed + inFlight;
    }

    boolean isEmpty() {
        return unsettled() + acked + heldMessages == 0;
    }

    QueueStats stats() {
        return new QueueStats(ready, delayed, inFlight, acked, failed, bytes);
    }
}
