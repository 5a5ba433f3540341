package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.Sharing;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives back what processes that are gone had in flight, and drops temporary queues that nobody uses any more.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class Takeover {
    private final Work work;
    private final Map<QueueName, Integer> ready = new HashMap<>();

    Takeover(Work work) {
        this.work = work;
    }

    /** How many messages became ready, by queue. */
    Map<QueueName, Integer> ready() {
        return ready;
    }

    /**
     * For a store that nobody else has open.
     *
     * @param hold whether what was in flight is this process's to settle now, and stays in flight
     */
    void all(boolean hold) {
        work.tables.owners.buryAll();
        for (QueueRow row : work.tables.queues.all()) {
            if (row.spec.temporary()) {
                drop(row.name);
            } else if (row.inFlight > 0 && hold) {
                work.tables.messages.adoptInFlight(row.id, work.owner);
            } else if (row.inFlight > 0) {
                QueueRow queue = work.get(row.name);
                back(queue, work.tables.messages.giveBackInFlight(queue.id, work.stamp(queue)));
            }
        }
    }

    /** After one of several processes is gone, whose holds have ended. */
    void of(long owner) {
        for (QueueRow row : work.tables.queues.all()) {
            if (row.spec.temporary() && !work.tables.owners.isHeldByOthers(Sharing.holdOf(row.name), owner)) {
                drop(row.name);
            } else if (row.inFlight > 0) {
                giveBack(row.name, owner);
            }
        }
    }

    private void giveBack(QueueName name, long owner) {
        QueueRow queue = work.find(name);
        if (queue != null) {
            int back = work.tables.messages.giveBackInFlight(queue.id, owner, queue.version + 1);
            if (back > 0) {
                work.stamp(queue);
                back(queue, back);
            }
        }
    }

    private void back(QueueRow queue, int messages) {
        queue.count(State.IN_FLIGHT, -messages);
        queue.count(State.READY, messages);
        ready.put(queue.name, messages);
    }

    private void drop(QueueName name) {
        QueueRow queue = work.find(name);
        if (queue != null) {
            new UnitOfWork(work).dropTemporary(queue);
        }
    }
}
