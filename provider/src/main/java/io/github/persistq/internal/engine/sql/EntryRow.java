package io.github.persistq.internal.engine.sql;

/**
 * One message in one queue.
 *
 * @param place where it stands in delivery order
 * @param state one of {@link State}
 * @param held whether a prepared branch settles it
 * @param deliveries attempts so far
 * @param deliverAtMillis not claimable before this time, as it was appended
 * @param size bytes of head and body
 * @param contentId where head and body are
 * @param shared whether other queues may have the same content
 * @param owner which process has it in flight; 0 if none
 */
record EntryRow(
        Place place,
        int state,
        boolean held,
        int deliveries,
        long deliverAtMillis,
        long size,
        long contentId,
        boolean shared,
        long owner) {

    /** One that was never claimed. */
    static EntryRow fresh(Place place, int state, long deliverAtMillis, long size, long contentId, boolean shared) {
        return new EntryRow(place, state, false, 0, deliverAtMillis, size, contentId, shared, 0);
    }

    /** The same at a place and in a state where nobody has it. */
    EntryRow waiting(Place newPlace, int newState, int newDeliveries) {
        return new EntryRow(newPlace, newState, false, newDeliveries, deliverAtMillis, size, contentId, shared, 0);
    }

    long sequence() {
        return place.sequence();
    }

    boolean isWaiting() {
        return state == State.READY || state == State.DELAYED;
    }
}
