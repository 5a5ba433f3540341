package io.github.persistq.jms;

import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What became of each message while the database failed, and what must not have become of any.
 *
 * <p>Threading: thread-safe.
 */
final class FailureLedger {
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> perhapsSent = ConcurrentHashMap.newKeySet();
    private final Set<String> notSent = ConcurrentHashMap.newKeySet();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below
    private final Condition done = lock.newCondition();
    private long operations;
    private long failures;
    private final Map<String, Integer> kinds = new TreeMap<>();
    /** Messages that a receive may have acknowledged without returning them. */
    private long unseen;

    void sent(Set<String> ids) {
        sent.addAll(ids);
        operation(false);
    }

    void sendFailed(Set<String> ids, JMSException e) {
        (isUnknown(e) ? perhapsSent : notSent).addAll(ids);
        failed("send", e);
    }

    void received(String id) {
        received.add(id);
        if (acknowledged.contains(id)) {
            violations.add(id + " was delivered again after it was acknowledged");
        }
    }

    void acknowledged(Set<String> ids) {
        for (String id : ids) {
            if (!acknowledged.add(id)) {
                violations.add(id + " was acknowledged twice");
            }
        }
        operation(false);
    }

    void receiveFailed(JMSException e) {
        lock.lock();
        try {
            unseen += isUnknown(e) ? 1 : 0;
        } finally {
            lock.unlock();
        }
        failed("receive", e);
    }

    void failed(String doing, JMSException e) {
        if (!hasSqlCause(e)) {
            violations.add(doing + " failed without an SQLException: " + StackTraces.of(e));
        }
        lock.lock();
        try {
            kinds.merge(kind(e), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        operation(true);
    }

    void violation(String text) {
        violations.add(text);
    }

    private void operation(boolean failure) {
        lock.lock();
        try {
            operations++;
            failures += failure ? 1 : 0;
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isUnknown(JMSException e) {
        return kind(e).equals("UNKNOWN");
    }

    private static String kind(JMSException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof StorageException failure) {
                return failure.kind().name();
            }
        }
        return e.getClass().getSimpleName();
    }

    static boolean hasSqlCause(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Returns when so many more operations have ended, in one way or the other. */
    void awaitOperations(long more) throws InterruptedException {
        lock.lock();
        try {
            long end = operations + more;
            long left = TimeUnit.SECONDS.toNanos(60);
            while (operations < end && left > 0) {
                left = done.awaitNanos(left);
            }
            if (left <= 0) {
                violations.add("nothing went on for a minute");
            }
        } finally {
            lock.unlock();
        }
    }

    boolean allReceived() {
        return missing() <= unseen();
    }

    private long unseen() {
        lock.lock();
        try {
            return unseen;
        } finally {
            lock.unlock();
        }
    }

    private long missing() {
        return sent.stream().filter(id -> !received.contains(id)).count();
    }

    /** What must not be. */
    Queue<String> violations() {
        received.stream()
                .filter(notSent::contains)
                .map(id -> id + " was received though its send failed and was not of unknown outcome")
                .forEach(violations::add);
        if (missing() > unseen()) {
            violations.add(missing() + " sent messages were never received; receives of unknown outcome: " + unseen());
        }
        return violations;
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "%d operations, %d failed %s; %d messages sent, %d perhaps, %d received, %d acknowledged"
                    .formatted(
                            operations,
                            failures,
                            kinds,
                            sent.size(),
                            perhapsSent.size(),
                            received.size(),
                            acknowledged.size());
        } finally {
            lock.unlock();
        }
    }
}
