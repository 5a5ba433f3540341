package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.MessageState;

/** The numbers by which the tables, and the partial indexes on them, know where a message stands. */
final class State {
    static final int READY = 0;
    static final int DELAYED = 1;
    static final int IN_FLIGHT = 2;
    static final int ACKED = 3;
    /** To be appended by a prepared branch: nobody sees it yet. */
    static final int HELD = 4;

    private State() {}

    static int of(MessageState state) {
        return switch (state) {
            case READY -> READY;
            case DELAYED -> DELAYED;
            case IN_FLIGHT -> IN_FLIGHT;
            case ACKED -> ACKED;
        };
    }

    static String name(int state) {
        return switch (state) {
            case READY -> "READY";
            case DELAYED -> "DELAYED";
            case IN_FLIGHT -> "IN_FLIGHT";
            case ACKED -> "ACKED";
            default -> "not there";
        };
    }
}
