package io.github.persistq.spi;

import java.util.List;

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
}
