package io.github.persistq.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the {@link Oracle} knows of one message. */
final class Fate {
    /** Where a message may be. */
    enum Status {
        /** In the store, and nobody has it. */
        STORED,
        /** A consumer has it. */
        HELD,
        /** A consumer is about to settle it. */
        SETTLING,
        /** Its process was killed while it was being settled. */
        UNCERTAIN,
        /** Settling it has returned: gone for ever. */
        SETTLED
    }

    final MessageId id;
    Status status = Status.STORED;
    boolean sent;
    boolean drained;
    int sightings;
    int lastCount;

    /** With which it is settled, all or none. */
    @Nullable
    Group group;

    Fate(MessageId id) {
        this.id = id;
    }

    /** Messages that one consumer has, to be settled together. */
    static final class Group {
        private final List<Fate> members = new ArrayList<>();

        void add(Fate fate) {
            fate.group = this;
            fate.status = Status.HELD;
            members.add(fate);
        }

        void become(Status status) {
            members.forEach(fate -> fate.status = status);
        }

        boolean is(Status status) {
            return members.stream().anyMatch(fate -> fate.status == status);
        }

        boolean anyOf(Set<String> ids) {
            return members.stream().anyMatch(fate -> ids.contains(fate.id.toString()));
        }
    }
}
