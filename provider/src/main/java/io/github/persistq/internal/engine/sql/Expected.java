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

    private final Map<QueueName, List<Long>> sequences = new TreeMap<>(ORDER);

    void add(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Append append) {
                append.queues().forEach(this::queue);
            } else if (change instanceof Change.Ack ack) {
                queue(ack.queue()).add(ack.sequence());
            } else if (change instanceof Change.AckFailed failed) {
                queue(failed.queue()).add(failed.sequence());
            } else if (change instanceof Change.Expire expire) {
                queue(expire.queue()).add(expire.sequence());
            } else if (change instanceof Change.Nack nack) {
                queue(nack.queue()).add(nack.sequence());
            } else if (change instanceof Change.Release release) {
                queue(release.queue()).add(release.sequence());
            } else if (change instanceof Change.Replace replace) {
                queue(replace.queue()).add(replace.sequence());
            } else if (change instanceof Change.ForgetAcked forget) {
                queue(forget.queue());
            } else if (change instanceof Change.Prepare prepare) {
                add(prepare.changes());
            }
        }
    }

    /** A queue that will be changed; the messages can be added. */
    List<Long> queue(QueueName name) {
        return sequences.computeIfAbsent(name, any -> new ArrayList<>());
    }

    void forEach(BiConsumer<QueueName, List<Long>> action) {
        sequences.forEach(action);
    }
}
