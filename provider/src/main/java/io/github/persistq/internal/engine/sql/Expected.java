package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The queues that a transaction will change, and the messages that it will settle, as far as the changes say: read in one query
 * a queue. The order of the queues is the same for all, so that two processes do not wait for each other in turns.
 *
 * <p>Threading: one thread at a time.
 */
final class Expected {
    private static final Comparator<QueueName> ORDER =
            Comparator.comparing(QueueName::kind).thenComparing(QueueName::name);

    private final Map<QueueName, OfQueue> queues = new TreeMap<>(ORDER);

    /** What is expected of one queue. */
    static final class OfQueue {
        private final List<Long> sequences = new ArrayList<>();
        private int claims;
        private boolean makesReady;
        private boolean asksFilters;

        private void settle(long sequence) {
            sequences.add(sequence);
        }

        private void giveBack(long sequence) {
            sequences.add(sequence);
            makesReady = true;
        }

        private void append() {
            makesReady = true;
        }

        /** Some of the first ready messages will be claimed, whichever they are. */
        void claim(int limit) {
            claims += limit;
        }

        /** Some messages will be claimed that the claimer must find. */
        void search() {
            asksFilters = true;
        }

        /** Whether filters will be asked: then nothing may be done twice because the queue was only recalled. */
        boolean asksFilters() {
            return asksFilters;
        }

        /** The messages that will be settled or given back. */
        List<Long> sequences() {
            return sequences;
        }

        /** How many of the first ready messages will be claimed at most. */
        int claims() {
            return claims;
        }

        /** Whether messages will become ready before. */
        boolean makesReady() {
            return makesReady;
        }
    }

    void add(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Append append) {
                append.queues().forEach(each -> queue(each).append());
            } else if (change instanceof Change.Ack ack) {
                queue(ack.queue()).settle(ack.sequence());
            } else if (change instanceof Change.AckFailed failed) {
                queue(failed.queue()).settle(failed.sequence());
            } else if (change instanceof Change.Expire expire) {
                queue(expire.queue()).settle(expire.sequence());
            } else if (change instanceof Change.Nack nack) {
                queue(nack.queue()).giveBack(nack.sequence());
            } else if (change instanceof Change.Release release) {
                queue(release.queue()).giveBack(release.sequence());
            } else if (change instanceof Change.Replace replace) {
                queue(replace.queue()).giveBack(replace.sequence());
            } else if (change instanceof Change.ForgetAcked forget) {
                queue(forget.queue());
            } else if (change instanceof Change.Prepare prepare) {
                add(prepare.changes());
            }
        }
    }

    /** A queue that will be changed. */
    OfQueue queue(QueueName name) {
        return queues.computeIfAbsent(name, any -> new OfQueue());
    }

    void forEach(BiConsumer<QueueName, OfQueue> action) {
        queues.forEach(action);
    }
}
