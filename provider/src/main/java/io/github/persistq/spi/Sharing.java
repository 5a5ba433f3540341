package io.github.persistq.spi;

/**
 * What the processes that use one store together know of each other. An engine that has one owning process answers as these
 * defaults do.
 *
 * <p>A <em>hold</em> is a process's right to a name. It ends when it is let go, when the engine is closed, and when the process
 * is taken for dead because it has not renewed its lease. What a dead process had in flight is then given back by another,
 * and temporary queues that nobody holds any more are dropped.
 *
 * <p>Threading: thread-safe.
 */
public interface Sharing {
    /** Whether other processes may change the store while it is open here. */
    default boolean isShared() {
        return false;
    }

    /** Another number than before whenever a queue was opened, changed or dropped by any process; cheap to ask. */
    default long queuesVersion() {
        return 0;
    }

    /**
     * Takes a hold on a name, or changes the one that this process has.
     *
     * @param exclusive whether no other process may hold it too
     * @return false if another process has a hold that does not go with it; then nothing is changed
     * @throws StorageException as {@link StorageEngine#write}
     */
    default boolean hold(String name, boolean exclusive) {
        return true;
    }

    /** Ends this process's hold on a name; nothing happens if it has none. */
    default void letGo(String name) {}

    /** Whether another process holds the name. */
    default boolean isHeldElsewhere(String name) {
        return false;
    }

    /**
     * From now on the ready listener is also told of what other processes make ready in this queue. Not counted: one
     * {@link #unwatch} ends it. Ask only while somebody waits: it costs a look at the database every few milliseconds.
     */
    default void watch(QueueName queue) {}

    /** Ends {@link #watch}. */
    default void unwatch(QueueName queue) {}

    /**
     * The name whose holds keep a temporary queue alive: who opens one has a hold that others may share, and who uses another's
     * takes one. Who wants to drop it makes its hold exclusive first.
     */
    static String holdOf(QueueName queue) {
        return (queue.kind() == QueueName.Kind.QUEUE ? "queue " : "subscription ") + queue.name();
    }
}
