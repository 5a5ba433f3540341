package io.github.persistq.internal.engine.memory;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All that the store knows.
 *
 * <p>Threading: guarded by the engine's lock.
 */
final class MemoryState {
    final Map<QueueName, MemoryQueue> queues = new LinkedHashMap<>();
    final Map<BranchId, Branch> branches = new LinkedHashMap<>();
    final Map<String, MemoryMap> maps = new LinkedHashMap<>();
    /** The newest sequence, place at the tail or version of a map's entry: all are drawn from this one count. */
    long lastNumber;

    /** The messages that prepared branches will append to the queue. */
    List<StoredMessage> heldFor(QueueName queue) {
        List<StoredMessage> held = new ArrayList<>();
        for (Branch branch : branches.values()) {
            for (HeldAppend append : branch.appends()) {
                if (append.queues().contains(queue)) {
                    held.add(append.message());
                }
            }
        }
        return held;
    }

    /** What the next owner of a store finds: no temporary queues, and nothing in flight but what prepared branches hold. */
    void recover(long now) {
        Predicate<QueueName> gone = name -> {
            MemoryQueue queue = queues.get(name);
            return queue != null && queue.spec().temporary();
        };
        branches.values().forEach(branch -> branch.forget(gone));
        queues.keySet().removeIf(gone);
        queues.values().forEach(queue -> queue.recover(now));
    }

    /**
     * A prepared unit of work.
     *
     * @param named the queues that its changes name
     * @param appends the messages that it will append
     * @param settlements the in-flight messages that it will settle
     */
    record Branch(Set<QueueName> named, List<HeldAppend> appends, List<HeldSettlement> settlements) {
        Branch() {
            this(new HashSet<>(), new ArrayList<>(), new ArrayList<>());
        }

        void forget(Predicate<QueueName> gone) {
            named.removeIf(gone);
            appends.forEach(append -> append.queues().removeIf(gone));
            settlements.removeIf(settlement -> gone.test(settlement.queue()));
        }
    }

    /** A message that has its sequence, and the queues that did not drop it as a duplicate. */
    record HeldAppend(long sequence, StoredMessage message, List<QueueName> queues) {}

    /** A message that stays in flight until its branch is committed, by this change, or rolled back. */
    record HeldSettlement(QueueName queue, long sequence, Change change) {}
}
