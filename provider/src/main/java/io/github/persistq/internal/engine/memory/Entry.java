package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.StoredMessage;
import java.util.Comparator;

/**
 * One message in one queue, as it stands; every change of it is a new entry.
 *
 * @param sequence the message's number
 * @param place its place among those of its priority, low first: the sequence in a FIFO queue, its negative in a LIFO one,
 *     and a number above all of these once it was re-queued at the tail
 * @param state where it stands
 * @param deliveryCount attempts so far
 * @param dueMillis when a delayed one becomes ready
 * @param ackNumber which acknowledgement of its queue it was, once acknowledged
 * @param held whether a prepared branch settles it
 * @param message the message
 */
record Entry(
        long sequence,
        long place,
        MessageState state,
        int deliveryCount,
        long dueMillis,
        long ackNumber,
        boolean held,
        StoredMessage message) {

    static final Comparator<Entry> DELIVERY_ORDER =
            Comparator.<Entry>comparingInt(e -> e.message.priority()).reversed().thenComparingLong(Entry::place);
    static final Comparator<Entry> ACK_ORDER = Comparator.comparingLong(Entry::ackNumber);
    static final Comparator<Entry> DUE_ORDER =
            Comparator.comparingLong(Entry::dueMillis).thenComparingLong(Entry::sequence);
    static final Comparator<Entry> EXPIRY_ORDER =
            Comparator.<Entry>comparingLong(e -> e.message.expiresAtMillis()).thenComparingLong(Entry::sequence);

    /** A message never claimed yet. */
    static Entry appended(long sequence, long place, StoredMessage message, long now) {
        MessageState ready = MessageState.READY;
        return new Entry(sequence, place, ready, 0, 0, 0, false, message).waiting(message.deliverAtMillis(), now);
    }

    /** Ready, or delayed until the due time if that is still to come. */
    Entry waiting(long due, long now) {
        MessageState next = due > now ? MessageState.DELAYED : MessageState.READY;
        return new Entry(sequence, place, next, deliveryCount, due, 0, false, message);
    }

    Entry claimed() {
        return new Entry(sequence, place, MessageState.IN_FLIGHT, deliveryCount + 1, 0, 0, false, message);
    }

    Entry acked(long number) {
        return new Entry(sequence, place, MessageState.ACKED, deliveryCount, 0, number, false, message);
    }

    Entry withPlace(long newPlace) {
        return new Entry(sequence, newPlace, state, deliveryCount, dueMillis, ackNumber, held, message);
    }

    Entry withDeliveryCount(int newCount) {
        return new Entry(sequence, place, state, newCount, dueMillis, ackNumber, held, message);
    }

    Entry withHeld(boolean newHeld) {
        return new Entry(sequence, place, state, deliveryCount, dueMillis, ackNumber, newHeld, message);
    }

    Entry withContent(Bytes head, Bytes body) {
        StoredMessage replaced = new StoredMessage(
                head,
                body,
                message.priority(),
                message.deliverAtMillis(),
                message.expiresAtMillis(),
                message.uniqueKey());
        return new Entry(sequence, place, state, deliveryCount, dueMillis, ackNumber, held, replaced);
    }

    boolean isExpired(long now) {
        return message.expiresAtMillis() != 0 && now >= message.expiresAtMillis();
    }

    /** Whether it can be claimed now or later: ready or delayed. */
    boolean isWaiting() {
        return state == MessageState.READY || state == MessageState.DELAYED;
    }
}
