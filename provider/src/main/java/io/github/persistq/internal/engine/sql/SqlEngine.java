package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.ReadyListener;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine on a database: all state is in its tables, and each change of it is a job in a transaction.
 *
 * <p>Threading: thread-safe. One lock guards the connection that writes; what is not committed is seen by nobody.
 */
final class SqlEngine implements StorageEngine {
    private final Dialect dialect;
    private final SqlOptions options;
    private final InstantSource clock;
    private final Closeable ownership;
    private final ReentrantLock lock = new ReentrantLock(); // guards tables, transactions and numbers
    private final Tables tables;
    private final Transactions transactions;
    private final Numbers numbers;
    private final Reading reading;
    private final JobGroups jobs = new JobGroups(this::runGroup);
    private final @Nullable Membership membership;
    private volatile boolean closed;
    private volatile ReadyListener listener = ReadyListener.NONE;

    /**
     * Takes over a store that is open and whose tables are there.
     *
     * @param statements on the connection that writes
     * @param ownership let go of when the engine is closed
     */
    SqlEngine(Dialect dialect, SqlOptions options, Statements statements, InstantSource clock, Closeable ownership) {
        this.dialect = dialect;
        this.options = options;
        this.clock = clock;
        this.ownership = ownership;
        this.tables = new Tables(statements, dialect);
        this.transactions =
                new Transactions(dialect, tables, TimeUnit.MILLISECONDS.toNanos(options.lockTimeoutMillis()));
        this.numbers = new Numbers(options.shared());
        this.reading = new Reading(dialect);
        this.membership = options.shared() ? new Membership(this, options.leaseMillis()) : null;
        boolean opened = false;
        try {
            begin();
            opened = true;
        } finally {
            if (!opened) {
                reading.close();
            }
        }
    }

    private void begin() {
        if (membership != null) {
            membership.join();
        } else {
            change(work -> {
                requireNobody(work.tables.owners);
                new Takeover(work).all();
                return true;
            });
        }
    }

    private void requireNobody(OwnerTable owners) {
        for (OwnerTable.Owner other : owners.others(0)) {
            if (other.leftMillis() > 0) {
                throw new StorageException(
                        Kind.LOCKED,
                        "%s is shared by %s, whose lease lasts %d ms more. Open it with shared=true, or close it there"
                                .formatted(dialect.store(), other.name(), other.leftMillis()));
            }
        }
    }

    // ---- writing

    @Override
    public long[] write(List<Change> changes, Durability durability) {
        if (changes.isEmpty()) {
            checkOpen();
            return new long[0];
        }
        UnitOfWork unit = jobs.run(new WriteJob(changes, options.force() && durability == Durability.FORCED));
        tell(unit.toTell());
        return unit.sequences();
    }

    /** Tells the listener of messages that became ready here. */
    void tell(Map<QueueName, Integer> ready) {
        ReadyListener told = listener;
        ready.forEach(told::ready);
    }

    private void runGroup(List<Job<?>> group) {
        lock.lock();
        try {
            List<Job<?>> left = new ArrayList<>(group);
            while (!left.isEmpty()) {
                runTogether(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs jobs in one transaction. Those that got an outcome are removed; if any is left, try again. */
    private void runTogether(List<Job<?>> left) {
        try {
            Work work = inTransaction(left);
            left.forEach(Job::finish);
            left.clear();
            if (membership != null) {
                membership.watch().madeReadyHere(work.madeReady());
            }
        } catch (JobFailedException e) {
            e.job().fail(e.failure());
            left.remove(e.job());
        } catch (LeaseLostException e) {
            rejoin(left, e);
        } catch (StorageException e) {
            if (left.size() == 1 || !concernsOne(e)) {
                left.forEach(job -> job.fail(e));
                left.clear();
            } else {
                // It may be due to one of them: each gets a transaction of its own.
                for (Job<?> job : left) {
                    List<Job<?>> alone = new ArrayList<>(List.of(job));
                    while (!alone.isEmpty()) {
                        runTogether(alone);
                    }
                }
                left.clear();
            }
        }
    }

    private static boolean concernsOne(StorageException e) {
        return e.kind() == Kind.STORE_FULL || e.kind() == Kind.TOO_LARGE || e.kind() == Kind.CORRUPT;
    }

    private Work inTransaction(List<Job<?>> group) {
        checkOpen();
        boolean forced = false;
        boolean sparing = true;
        long needed = 0;
        for (Job<?> job : group) {
            forced |= job.forced;
            sparing &= job.sparing;
            needed += Numbers.neededBy(job.changes());
        }
        numbers.provide(transactions, tables, needed);
        Work[] last = new Work[1];
        boolean done = false;
        try {
            if (sparing) {
                transactions.sparing(forced, () -> last[0] = apply(group));
            } else {
                transactions.run(forced, () -> last[0] = apply(group));
            }
            numbers.saved();
            done = true;
        } catch (StorageException e) {
            if (e.kind() == Kind.UNKNOWN) {
                numbers.saved();
            }
            throw e;
        } finally {
            if (!done) {
                numbers.rolledBack();
            }
        }
        return last[0];
    }

    private Work apply(List<Job<?>> group) {
        numbers.rolledBack();
        Work work = new Work(tables, numbers, clock.millis(), ownerId());
        Expected expected = new Expected();
        for (Job<?> job : group) {
            expected.add(job.changes());
        }
        work.expect(expected);
        // What becomes ready in a transaction has one stamp, so that claimers must look after all that makes it ready.
        runAll(group, work, false);
        runAll(group, work, true);
        work.save();
        return work;
    }

    private static void runAll(List<Job<?>> group, Work work, boolean claiming) {
        for (Job<?> job : group) {
            try {
                if (job.claims() == claiming) {
                    job.run(work);
                }
            } catch (SqlFailure e) {
                throw e;
            } catch (RuntimeException e) {
                throw new JobFailedException(job, e);
            }
        }
    }

    private long ownerId() {
        return membership == null ? Membership.ALONE : membership.id();
    }

    private void rejoin(List<Job<?>> left, LeaseLostException e) {
        try {
            if (membership == null) {
                throw new IllegalStateException("a value is null that must not be", e);
            }
            membership.rejoin();
        } catch (RuntimeException failure) {
            left.forEach(job -> job.fail(failure));
            left.clear();
        }
    }

    @Override
    public void onReady(ReadyListener newListener) {
        checkOpen();
        listener = newListener;
    }

    // ---- claiming

    @Override
    public Claimer claimer(QueueName queue, Filter filter) {
        checkOpen();
        return new SqlClaimer(this, queue, filter);
    }

    @Override
    public List<Delivery> claimExpired(QueueName name, int limit) {
        return change(work -> {
                    QueueRow queue = work.find(name);
                    Claims claims = new Claims(work);
                    if (queue != null) {
                        claims.claim(
                                queue,
                                tables.reader.waiting(
                                        queue.id, tables.reader.waitingExpired(queue.id, work.now, limit)));
                    }
                    return claims;
                })
                .deliveries(dialect);
    }

    /** Makes a small change of its own: in a transaction that is written, not forced. */
    <T extends @Nullable Object> T change(Function<Work, T> action) {
        return jobs.run(new Job<T>(false, true) {
            @Override
            T apply(Work work) {
                return action.apply(work);
            }
        });
    }

    /** Runs a job with others. */
    <T extends @Nullable Object> T run(Job<T> job) {
        return jobs.run(job);
    }

    Dialect dialect() {
        return dialect;
    }

    Reading reading() {
        return reading;
    }

    // ---- looking

    @Override
    public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
        checkOpen();
        return new SqlBrowser(this, queue, states);
    }

    @Override
    public Map<QueueName, QueueSpec> queues() {
        return reading.look(found -> {
            Map<QueueName, QueueSpec> specs = new HashMap<>();
            for (QueueRow queue : found.queues.all()) {
                specs.put(queue.name, queue.spec);
            }
            return specs;
        });
    }

    @Override
    public QueueStats stats(QueueName name) {
        QueueRow queue = present(name);
        return queue == null ? QueueStats.EMPTY : queue.stats();
    }

    @Override
    public Set<BranchId> prepared() {
        return reading.look(found -> found.branches.all());
    }

    /** The queue with what is due made ready, or null. */
    @Nullable
    QueueRow present(QueueName name) {
        long now = clock.millis();
        QueueRow queue = reading.look(found -> found.queues.find(name));
        if (queue == null || queue.delayed == 0 || reading.look(found -> found.messages.nextDue(queue.id)) > now) {
            return queue;
        }
        return change(work -> work.find(name));
    }

    // ---- sharing

    @Override
    public boolean isShared() {
        return membership != null;
    }

    @Override
    public long queuesVersion() {
        return membership == null ? 0 : reading.look(found -> found.queues.versionOfAll());
    }

    @Override
    public boolean hold(String name, boolean exclusive) {
        return membership == null || membership.hold(name, exclusive);
    }

    @Override
    public void letGo(String name) {
        if (membership != null) {
            membership.letGo(name);
        }
    }

    @Override
    public boolean isHeldElsewhere(String name) {
        return membership != null && membership.isHeldElsewhere(name);
    }

    @Override
    public void watch(QueueName queue) {
        if (membership != null) {
            membership.watch().add(queue);
        }
    }

    @Override
    public void unwatch(QueueName queue) {
        if (membership != null) {
            membership.watch().remove(queue);
        }
    }

    // ---- transactions of the membership

    /** Runs something with the connection that writes, between the groups. */
    <T extends @Nullable Object> T alone(Function<Work, T> action) {
        lock.lock();
        try {
            checkOpen();
            numbers.provide(transactions, tables, 2);
            T result =
                    transactions.run(false, () -> action.apply(new Work(tables, numbers, clock.millis(), ownerId())));
            numbers.saved();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Runs something while no group runs. */
    void exclusively(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** From now on transactions are those of a registered process; 0 is of none. */
    void signAs(long owner) {
        exclusively(() -> transactions.signAs(owner));
    }

    private void checkOpen() {
        if (closed) {
            throw SqlErrors.closed(dialect);
        }
        transactions.checkHealthy();
    }

    @Override
    public void close() {
        if (membership != null) {
            membership.leave();
        }
        lock.lock();
        try (ownership) {
            reading.close();
            if (!closed) {
                closed = true;
                tables.statements.close();
            }
        } catch (SQLException e) {
            throw SqlErrors.of(dialect, "closing", e);
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "%s: closing failed: %s".formatted(dialect.store(), e.getMessage()), e);
        } finally {
            lock.unlock();
        }
    }
}
