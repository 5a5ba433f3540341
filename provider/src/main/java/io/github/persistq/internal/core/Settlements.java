package io.github.persistq.internal.core;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a unit of work what would settle messages of queues that are gone: a queue takes its messages with it,
 * those in flight included, so that nothing of them is left to settle.
 *
 * <p>Threading: stateless.
 */
final class Settlements {
    private Settlements() {}

    /** The changes without those for queues that are gone; the same list if there are none. */
    static List<Change> withoutGone(List<Change> changes, Set<QueueName> present) {
        List<Change> left = new ArrayList<>(changes.size());
        boolean same = true;
        for (Change change : changes) {
            if (change instanceof Change.Prepare prepare) {
                List<Change> held = withoutGone(prepare.changes(), present);
                same &= held == prepare.changes();
                left.add(held == prepare.changes() ? prepare : new Change.Prepare(prepare.branch(), held));
            } else {
                QueueName queue = settledQueue(change);
                if (queue == null || present.contains(queue)) {
                    left.add(change);
                } else {
                    same = false;
                }
            }
        }
        return same ? changes : left;
    }

    /** The queue of which a change settles a message or gives one back; null for any other change. */
    private static @Nullable QueueName settledQueue(Change change) {
        if (change instanceof Change.Ack ack) {
            return ack.queue();
        } else if (change instanceof Change.AckFailed failed) {
            return failed.queue();
        } else if (change instanceof Change.Expire expire) {
            return expire.queue();
        } else if (change instanceof Change.Nack nack) {
            return nack.queue();
        } else if (change instanceof Change.Release release) {
            return release.queue();
        }
        return null;
    }
}
