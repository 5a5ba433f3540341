package io.github.persistq.internal.core;

import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.internal.selector.Selector;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to a topic, as its subscriptions look at it: the head is decoded once, when the first selector asks.
 *
 * <p>Threading: one thread at a time.
 */
final class Publication {
    private final Outgoing outgoing;
    private @Nullable MessageHead head;

    Publication(Outgoing outgoing) {
        this.outgoing = outgoing;
    }

    @Nullable
    String origin() {
        return outgoing.origin();
    }

    /** Whether a selector matches; an unreadable head matches, as it does for consumers of a queue. */
    boolean matches(Selector selector) {
        try {
            return selector.matches(head()::selectorValue);
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private MessageHead head() {
        MessageHead decoded = head;
        if (decoded == null) {
            decoded = MessageHead.decode(outgoing.message().head());
            head = decoded;
        }
        return decoded;
    }
}
