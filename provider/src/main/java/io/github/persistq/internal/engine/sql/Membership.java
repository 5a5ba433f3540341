package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.OwnerTable.Owner;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This process as one of those that share a store: its lease on the database's clock, its holds, and its part in cleaning up
 * after processes whose leases have ended.
 *
 * <p>Threading: thread-safe. A thread of its own renews the lease three times in its length.
 */
final class Membership {
    /** The number of the only process of a store that is not shared. */
    static final long ALONE = 1;

    private static final int RENEWALS = 3;

    private final SqlEngine engine;
    private final JobRunner jobs;
    private final long leaseMillis;
    private final String name = name();
    private final Watch watch;
    private final Map<String, Boolean> holds = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below but id
    private final Condition leaving = lock.newCondition();
    private boolean left;
    private @Nullable Daemon renewer;
    private volatile long id;

    Membership(SqlEngine engine, JobRunner jobs, long leaseMillis) {
        this.engine = engine;
        this.jobs = jobs;
        this.leaseMillis = leaseMillis;
        this.watch = new Watch(engine);
    }

    private static String name() {
        String process = "process " + ProcessHandle.current().pid();
        try {
            return process + " on " + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return process;
        }
    }

    /** The number by which this process owns messages and holds. */
    long id() {
        return id;
    }

    Watch watch() {
        return watch;
    }

    /** Becomes one of the processes. The first to come cleans up after all that were there before. */
    void join() {
        id = newNumber();
        jobs.signAs(id);
        jobs.alone(work -> register(work, id));
        lock.lock();
        try {
            renewer = Daemon.start("persistq lease " + engine.dialect().store(), this::renewUntilLeft);
        } finally {
            lock.unlock();
        }
    }

    /** Drawn before it is registered, so that what registers it is signed as all else is. */
    private long newNumber() {
        return jobs.alone(work -> work.numbers.nextId());
    }

    private boolean register(Work work, long fresh) {
        OwnerTable owners = work.tables.owners;
        owners.lockAll();
        List<Owner> others = owners.others(0);
        if (others.stream().noneMatch(other -> other.leftMillis() > 0)) {
            new Takeover(work).all(false);
        }
        owners.register(fresh, name, leaseMillis);
        return true;
    }

    /**
     * Registers anew after another process has declared this one dead: what was in flight here is others' now.
     *
     * @param lost the number that was declared dead
     */
    void rejoin(long lost) {
        jobs.exclusively(() -> {
            if (id != lost) {
                return; // Another thread has done it.
            }
            registerAgain(lost);
            log(
                    Level.WARNING,
                    engine.dialect().store() + ": this process did not renew its lease of " + leaseMillis
                            + " ms in time. What it had received and not acknowledged was given to others",
                    null);
            watch.wakeAll();
        });
    }

    /** Takes a new number, and with it the holds, all or nothing: while that fails, the old number fails each transaction. */
    private void registerAgain(long lost) {
        Map<String, String> others = new HashMap<>();
        boolean registered = false;
        try {
            jobs.signAs(0);
            long fresh = newNumber();
            jobs.signAs(fresh);
            jobs.alone(work -> {
                others.clear();
                return register(work, fresh) && holdAgain(work.tables.owners, fresh, others);
            });
            id = fresh;
            registered = true;
        } finally {
            if (!registered) {
                jobs.signAs(lost);
            }
        }
        others.forEach((held, other) -> {
            holds.remove(held);
            log(
                    Level.WARNING,
                    "%s: '%s' is now of %s".formatted(engine.dialect().store(), held, other),
                    null);
        });
    }

    private boolean holdAgain(OwnerTable owners, long fresh, Map<String, String> others) {
        holds.forEach((held, exclusive) -> {
            String other = owners.hold(held, fresh, exclusive);
            if (other != null) {
                others.put(held, other);
            }
        });
        return true;
    }

    boolean hold(String wanted, boolean exclusive) {
        String other = tryHold(wanted, exclusive);
        if (other != null && cleanUp() > 0) {
            other = tryHold(wanted, exclusive);
        }
        if (other == null) {
            holds.put(wanted, exclusive);
        }
        return other == null;
    }

    private @Nullable String tryHold(String wanted, boolean exclusive) {
        return alone(work -> {
            work.tables.owners.lockAll();
            return work.tables.owners.hold(wanted, id, exclusive);
        });
    }

    void letGo(String held) {
        holds.remove(held);
        alone(work -> {
            work.tables.owners.letGo(held, id);
            return true;
        });
    }

    boolean isHeldElsewhere(String wanted) {
        return engine.reading().look(found -> found.owners.isHeldByOthers(wanted, id));
    }

    private <T extends @Nullable Object> T alone(Function<Work, T> action) {
        try {
            return jobs.alone(action);
        } catch (LeaseLostException e) {
            rejoin(e.owner());
            return jobs.alone(action);
        }
    }

    // ---- the lease

    private void renewUntilLeft() {
        while (waitForNext()) {
            try {
                renew();
            } catch (StorageException | LeaseLostException e) {
                log(Level.DEBUG, engine.dialect().store() + ": the lease was not renewed; it is tried again", e);
            }
        }
    }

    private boolean waitForNext() {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis) / RENEWALS;
            while (!left && nanos > 0) {
                nanos = leaving.awaitNanos(nanos);
            }
            return !left;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void renew() {
        // Each transaction lengthens the lease; this one does nothing else.
        alone(work -> true);
        cleanUp();
    }

    /** Gives back what dead processes had; returns how many there were. */
    private int cleanUp() {
        List<Owner> dead = engine.reading().look(found -> found.owners.dead(id));
        int buried = 0;
        for (Owner each : dead) {
            if (bury(each)) {
                buried++;
            }
        }
        return buried;
    }

    /** In three transactions: who dies meanwhile leaves it to the next, and no queue waits for another. */
    private boolean bury(Owner dead) {
        boolean gone = alone(work -> {
            work.tables.owners.lockAll();
            return work.tables.owners.declareDead(dead.id());
        });
        if (!gone) {
            return false;
        }
        Map<QueueName, Integer> ready = jobs.change(work -> {
            Takeover takeover = new Takeover(work);
            takeover.of(dead.id());
            return takeover.ready();
        });
        alone(work -> {
            work.tables.owners.bury(dead.id());
            return true;
        });
        log(
                Level.INFO,
                "%s: the lease of %s has ended; its messages in flight were given back: %s"
                        .formatted(engine.dialect().store(), dead.name(), ready),
                null);
        engine.tell(ready);
        return true;
    }

    /** Ends the threads; the lease goes on until it ends by itself or is ended. */
    void stop() {
        Daemon ending;
        lock.lock();
        try {
            if (left) {
                return;
            }
            left = true;
            ending = renewer;
            leaving.signalAll();
        } finally {
            lock.unlock();
        }
        watch.close();
        if (ending != null) {
            ending.join();
        }
    }

    private static void log(Level level, String text, @Nullable Throwable cause) {
        System.getLogger(Membership.class.getName()).log(level, text, cause);
    }
}
