package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what other processes have made ready, in queues that somebody waits for. It looks often when something has just
 * come and less and less often while nothing does; while nobody waits it does nothing.
 *
 * <p>Threading: thread-safe. One thread of its own looks, from the first wait on.
 */
final class Watch {
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Versions of so many queues that nobody waits for are remembered. */
    private static final int REMEMBERED = 1024;

    private final SqlEngine engine;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition changed = lock.newCondition();
    private final Set<QueueName> watched = new HashSet<>();
    /** The version up to which the listener knows of each queue. */
    private final Map<QueueName, Long> versions = new HashMap<>();

    private long pauseNanos = SHORTEST_PAUSE_NANOS;
    private @Nullable Daemon looker;
    private boolean everything;
    private boolean closed;

    Watch(SqlEngine engine) {
        this.engine = engine;
    }

    void add(QueueName queue) {
        lock.lock();
        try {
            if (!closed && watched.add(queue)) {
                pauseNanos = SHORTEST_PAUSE_NANOS;
                if (looker == null) {
                    looker = Daemon.start("persistq watch " + engine.dialect().store(), this::look);
                }
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void remove(QueueName queue) {
        lock.lock();
        try {
            watched.remove(queue);
            if (versions.size() > REMEMBERED) {
                versions.keySet().retainAll(watched);
            }
        } finally {
            lock.unlock();
        }
    }

    /** This process has made messages ready itself, and has told the listener: such a version is no news. */
    void madeReadyHere(Map<QueueName, Long> newVersions) {
        lock.lock();
        try {
            newVersions.forEach((queue, version) -> versions.replace(queue, version - 1, version));
        } finally {
            lock.unlock();
        }
    }

    /** Has all who wait look, whether there is news or not: what they wait at may be gone. */
    void wakeAll() {
        lock.lock();
        try {
            everything = true;
            pauseNanos = SHORTEST_PAUSE_NANOS;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        List<QueueName> queues = next();
        while (!queues.isEmpty()) {
            try {
                tellNews(queues);
            } catch (StorageException e) {
                System.getLogger(Watch.class.getName())
                        .log(Level.DEBUG, engine.dialect().store() + " could not be looked at; it is tried again", e);
            }
            queues = next();
        }
    }

    /** Waits until it is time to look; empty when there is nothing to look for any more. */
    private List<QueueName> next() {
        lock.lock();
        try {
            long nanos = pauseNanos;
            while (!closed && (watched.isEmpty() || nanos > 0)) {
                if (watched.isEmpty()) {
                    changed.await();
                    nanos = pauseNanos;
                } else {
                    nanos = Math.min(changed.awaitNanos(nanos), pauseNanos);
                }
            }
            pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos + pauseNanos / 4);
            return closed ? List.of() : new ArrayList<>(watched);
        } catch (InterruptedException e) {
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void tellNews(List<QueueName> queues) {
        Map<QueueName, Integer> ready = new HashMap<>();
        if (isForAll()) {
            queues.forEach(name -> ready.put(name, Integer.MAX_VALUE));
            engine.tell(ready);
            return;
        }
        try {
            for (QueueName name : queues) {
                QueueRow queue = engine.reading().look(found -> found.queues.find(name));
                if (queue != null && isNews(queue)) {
                    ready.put(name, (int) Math.min(queue.ready + queue.delayed, Integer.MAX_VALUE));
                }
            }
        } finally {
            // What was news of one queue is none at the next look, also if the look at another fails.
            engine.tell(ready);
        }
    }

    private boolean isForAll() {
        lock.lock();
        try {
            boolean all = everything;
            everything = false;
            return all;
        } finally {
            lock.unlock();
        }
    }

    private boolean isNews(QueueRow queue) {
        lock.lock();
        try {
            Long known = versions.put(queue.name, queue.version);
            boolean news = known == null || known < queue.version;
            if (known != null && known > queue.version) {
                versions.put(queue.name, known);
            }
            if (news) {
                pauseNanos = SHORTEST_PAUSE_NANOS;
            }
            return news && queue.ready + queue.delayed > 0;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        Daemon ending;
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            ending = looker;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            ending.join();
        }
    }
}
