package io.github.persistq.spi;

import java.util.List;
import java.util.Map;

/**
 * One change of stored state. A list of them, written by {@link StorageEngine#write}, is a unit of work.
 *
 * <p>Threading: immutable.
 */
public sealed interface Change {

    /** Calls the handler's method for this kind of change, so that a new kind does not compile until each engine has it. */
    void applyTo(Handler handler);

    /** The bytes of heads and bodies that it brings. */
    default long bytes() {
        return 0;
    }

    /** One method per kind of change. */
    interface Handler {
        void append(Append change);

        void ack(Ack change);

        void ackFailed(AckFailed change);

        void expire(Expire change);

        void nack(Nack change);

        void release(Release change);

        void replace(Replace change);

        void openQueue(OpenQueue change);

        void dropQueue(DropQueue change);

        void prepare(Prepare change);

        void commitBranch(CommitBranch change);

        void rollbackBranch(RollbackBranch change);

        void forgetAcked(ForgetAcked change);

        void openMap(OpenMap change);

        void putEntry(PutEntry change);

        void removeEntry(RemoveEntry change);

        void dropMap(DropMap change);
    }

    /**
     * Stores a message once, in each of the queues: one for a queue, one per subscription for a topic. It gets one sequence.
     *
     * @param message the message
     * @param queues where it is put; at least one, none twice
     */
    record Append(StoredMessage message, List<QueueName> queues) implements Change {
        public Append {
            queues = List.copyOf(queues);
            if (queues.isEmpty()) {
                throw new IllegalArgumentException("An append names at least one queue");
            }
        }

        @Override
        public long bytes() {
            return message.size();
        }

        public Append(StoredMessage message, QueueName queue) {
            this(message, List.of(queue));
        }

        @Override
        public void applyTo(Handler handler) {
            handler.append(this);
        }
    }

    /** Settles an in-flight message: done, and kept only as {@link QueueSpec#keepAcked} asks. */
    record Ack(QueueName queue, long sequence) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.ack(this);
        }
    }

    /** Settles an in-flight message: given up. The dead letter is an {@link Append} in the same unit of work. */
    record AckFailed(QueueName queue, long sequence) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.ackFailed(this);
        }
    }

    /** Settles an in-flight message whose time is over. */
    record Expire(QueueName queue, long sequence) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.expire(this);
        }
    }

    /**
     * Gives an in-flight message back after the application may have seen it: its delivery count stays risen.
     *
     * @param queue the queue
     * @param sequence the message
     * @param readyAtMillis not claimable before this time, in milliseconds since the epoch; 0 is at once
     * @param atTail whether it goes behind everything stored so far, instead of back to its old place
     */
    record Nack(QueueName queue, long sequence, long readyAtMillis, boolean atTail) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.nack(this);
        }
    }

    /** Gives an in-flight message back that the application never saw: the claim's rise of the count is undone. */
    record Release(QueueName queue, long sequence) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.release(this);
        }
    }

    /** Gives an unsettled message, not one of the same unit, a new head and body; place, priority, times and key stay. */
    record Replace(QueueName queue, long sequence, Bytes head, Bytes body) implements Change {
        @Override
        public long bytes() {
            return (long) head.length() + body.length();
        }

        @Override
        public void applyTo(Handler handler) {
            handler.replace(this);
        }
    }

    /** Creates a queue, or gives an existing one a new spec; its messages stay. The order of a non-empty queue can't change. */
    record OpenQueue(QueueName queue, QueueSpec spec) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.openQueue(this);
        }
    }

    /** Removes a queue with all its messages, those in flight included; dropping an unknown queue changes nothing. */
    record DropQueue(QueueName queue) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.dropQueue(this);
        }
    }

    /**
     * Holds changes until the branch is committed or rolled back: appended messages are invisible, settled ones stay in
     * flight. Survives a crash.
     *
     * @param branch an id that is not already prepared
     * @param changes appends, acks, ackFaileds and expires only
     */
    record Prepare(BranchId branch, List<Change> changes) implements Change {
        public Prepare {
            changes = List.copyOf(changes);
            for (Change change : changes) {
                if (!(change instanceof Append
                        || change instanceof Ack
                        || change instanceof AckFailed
                        || change instanceof Expire)) {
                    throw new IllegalArgumentException("A branch cannot hold " + change);
                }
            }
        }

        @Override
        public long bytes() {
            long bytes = 0;
            for (Change change : changes) {
                bytes += change.bytes();
            }
            return bytes;
        }

        @Override
        public void applyTo(Handler handler) {
            handler.prepare(this);
        }
    }

    /** Applies what a prepared branch holds. */
    record CommitBranch(BranchId branch) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.commitBranch(this);
        }
    }

    /** Forgets what a prepared branch holds: its appends vanish, what it settled is given back as by {@link Nack}. */
    record RollbackBranch(BranchId branch) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.rollbackBranch(this);
        }
    }

    /**
     * Forgets acknowledged messages that the queue keeps, oldest first.
     *
     * @param queue the queue
     * @param max how many at most
     * @param keep how many of the newest stay
     */
    record ForgetAcked(QueueName queue, int max, int keep) implements Change {
        public ForgetAcked {
            if (max < 0 || keep < 0) {
                throw new IllegalArgumentException(
                        "The numbers of messages to forget and to keep are 0 or more, not %d and %d"
                                .formatted(max, keep));
            }
        }

        @Override
        public void applyTo(Handler handler) {
            handler.forgetAcked(this);
        }
    }

    /**
     * Creates a map, or gives an existing one new labels; its entries stay.
     *
     * @param map 1 to {@value QueueName#MAX_LENGTH} characters; maps have a name space of their own
     * @param labels what the layers above want to find again; opaque to engines
     */
    record OpenMap(String map, Map<String, String> labels) implements Change {
        public OpenMap {
            labels = Map.copyOf(labels);
            if (map.isEmpty() || map.length() > QueueName.MAX_LENGTH) {
                throw new IllegalArgumentException("A map's name has 1 to %d characters; '%s' has %d"
                        .formatted(QueueName.MAX_LENGTH, map.substring(0, Math.min(map.length(), 40)), map.length()));
            }
        }

        @Override
        public void applyTo(Handler handler) {
            handler.openMap(this);
        }
    }

    /**
     * Gives a key of a map this value, and a new version.
     *
     * @param map a map that is open
     * @param key at most {@link MapEntry#MAX_KEY_BYTES} bytes
     * @param value the value
     * @param expected the entry's version before, {@link MapEntry#ABSENT} or {@link MapEntry#ANY}; if it has another, the
     *     unit of work fails as {@link StorageException.Kind#CONFLICT}
     */
    record PutEntry(String map, Bytes key, Bytes value, long expected) implements Change {
        public PutEntry {
            MapEntry.checkKey(key);
        }

        @Override
        public long bytes() {
            return (long) key.length() + value.length();
        }

        @Override
        public void applyTo(Handler handler) {
            handler.putEntry(this);
        }
    }

    /**
     * Removes a key from a map; nothing changes if it is not there and that is expected.
     *
     * @param map a map that is open
     * @param key the key
     * @param expected as in {@link PutEntry}
     */
    record RemoveEntry(String map, Bytes key, long expected) implements Change {
        public RemoveEntry {
            MapEntry.checkKey(key);
        }

        @Override
        public void applyTo(Handler handler) {
            handler.removeEntry(this);
        }
    }

    /** Removes a map with all its entries; dropping an unknown map changes nothing. */
    record DropMap(String map) implements Change {
        @Override
        public void applyTo(Handler handler) {
            handler.dropMap(this);
        }
    }
}
