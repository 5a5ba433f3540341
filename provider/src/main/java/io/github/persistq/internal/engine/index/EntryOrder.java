package io.github.persistq.internal.engine.index;

import java.util.Comparator;

/** The orders in which a queue keeps its entries. */
enum EntryOrder implements Comparator<Entry> {
    /** As they are claimed: higher priorities first, then by place. */
    DELIVERY,
    /** As delayed ones become ready. */
    DUE,
    /** As they expire. */
    EXPIRY,
    /** As they were acknowledged. */
    ACKNOWLEDGEMENT;

    @Override
    public int compare(Entry a, Entry b) {
        return switch (this) {
            case DELIVERY -> byPriorityThen(a, b);
            case DUE -> thenBySequence(Long.compare(a.readyAtMillis, b.readyAtMillis), a, b);
            case EXPIRY -> thenBySequence(Long.compare(a.meta.expiresAtMillis(), b.meta.expiresAtMillis()), a, b);
            case ACKNOWLEDGEMENT -> Long.compare(a.acknowledgement, b.acknowledgement);
        };
    }

    private static int byPriorityThen(Entry a, Entry b) {
        int higher = Integer.compare(b.meta.priority(), a.meta.priority());
        return higher != 0 ? higher : Long.compare(a.order, b.order);
    }

    private static int thenBySequence(int first, Entry a, Entry b) {
        return first != 0 ? first : Long.compare(a.sequence, b.sequence);
    }
}
