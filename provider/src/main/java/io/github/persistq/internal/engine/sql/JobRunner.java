package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs on the one connection that writes, several in a transaction, and finds out whose fault a failure is.
 *
 * <p>Threading: thread-safe. The lock guards all that has to do with the connection; what is not committed is seen by nobody.
 */
final class JobRunner {
    private final Dialect dialect;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock(); // guards the fields below, but for closed and membership
    private final Tables tables;
    private final Transactions transactions;
    private final Numbers numbers;
    private final QueueMemory memory = new QueueMemory();
    /** Whether the transaction under way was attempted before. */
    private boolean applied;

    private final JobGroups jobs = new JobGroups(this::runGroup);
    /** What was claimed in transactions of which it is unknown whether they were committed. */
    private final List<Delivery> doubtful = new ArrayList<>();

    private volatile @Nullable Membership membership;
    private volatile boolean closed;

    JobRunner(Dialect dialect, SqlOptions options, Statements statements, InstantSource clock) {
        this.dialect = dialect;
        this.clock = clock;
        this.tables = new Tables(statements, dialect);
        this.transactions = new Transactions(dialect, tables, options);
        this.numbers = new Numbers(options.shared());
    }

    /** Whose membership says what this process owns; set once, before anything is run. */
    void membership(Membership joined) {
        membership = joined;
    }

    /** Runs a job with others; returns when it is committed, and durable if it asked for that. */
    <T extends @Nullable Object> T run(Job<T> job) {
        return jobs.run(job);
    }

    /** Makes a small change: in a transaction that is written, not forced. */
    <T extends @Nullable Object> T change(Function<Work, T> action) {
        return jobs.run(new Job<T>(false, true) {
            @Override
            T apply(Work work) {
                return action.apply(work);
            }
        });
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
            settleDoubts();
            Work work = inTransaction(left);
            left.forEach(Job::finish);
            left.clear();
            Membership member = membership;
            if (member != null) {
                member.watch().madeReadyHere(work.madeReady());
            }
        } catch (UnprovenException e) {
            // Again, by what is stored.
            memory.forget();
        } catch (JobFailedException e) {
            if (!memory.forget()) {
                e.job().fail(e.failure());
                left.remove(e.job());
            }
        } catch (LeaseLostException e) {
            if (!memory.forget()) {
                rejoin(left, e);
            }
        } catch (StorageException e) {
            memory.forget();
            failed(left, e);
        }
    }

    private void failed(List<Job<?>> left, StorageException e) {
        if (left.size() > 1 && concernsOne(e)) {
            // It may be due to one of them: each gets a transaction of its own.
            for (Job<?> job : left) {
                List<Job<?>> alone = new ArrayList<>(List.of(job));
                while (!alone.isEmpty()) {
                    runTogether(alone);
                }
            }
        } else {
            left.forEach(job -> doubt(job, e));
            left.forEach(job -> job.fail(e));
        }
        left.clear();
    }

    private static boolean concernsOne(StorageException e) {
        return e.kind() == Kind.STORE_FULL || e.kind() == Kind.TOO_LARGE || e.kind() == Kind.CORRUPT;
    }

    private void doubt(Job<?> job, StorageException e) {
        if (e.kind() == Kind.UNKNOWN && job.result() instanceof Claims claims) {
            doubtful.addAll(claims.all());
        }
    }

    /** Gives back what nobody here knows of, if it was claimed. Nothing else is claimed before. */
    private void settleDoubts() {
        if (doubtful.isEmpty()) {
            return;
        }
        runAndSave(work -> {
            Settling settling = new Settling(work);
            for (Delivery delivery : doubtful) {
                QueueRow queue = work.find(delivery.queue());
                EntryRow entry = queue == null ? null : work.entry(queue, delivery.sequence());
                if (queue != null
                        && entry != null
                        && entry.state() == State.IN_FLIGHT
                        && entry.owner() == work.owner
                        && entry.deliveries() == delivery.deliveryCount()) {
                    settling.giveBack(queue, entry, entry.place(), 0, entry.deliveries() - 1);
                }
            }
            return true;
        });
        doubtful.clear();
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
        boolean done = false;
        applied = false;
        try {
            Work work = sparing
                    ? transactions.sparing(forced, () -> apply(group))
                    : transactions.filling(forced, () -> apply(group));
            numbers.saved();
            memory.keep(work);
            done = true;
            return work;
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
    }

    private Work apply(List<Job<?>> group) {
        if (applied) {
            // The first attempt may have failed because something was not as it was remembered.
            memory.forget();
        }
        applied = true;
        numbers.rolledBack();
        Work work = work();
        Expected expected = new Expected();
        for (Job<?> job : group) {
            job.announce(expected);
        }
        work.expect(expected);
        // What becomes ready in a transaction has one stamp, so that claimers must look after all that makes it ready.
        runAll(group, work, false);
        runAll(group, work, true);
        if (work.isUnproven()) {
            throw new UnprovenException();
        }
        work.save();
        transactions.buildOn(work.versionOfAll(), work.recalled());
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

    private Work work() {
        Membership member = membership;
        return new Work(tables, numbers, memory, clock.millis(), member == null ? Membership.ALONE : member.id());
    }

    private void rejoin(List<Job<?>> left, LeaseLostException e) {
        try {
            Membership member = membership;
            if (member == null) {
                throw new IllegalStateException("a value is null that must not be", e);
            }
            member.rejoin(e.owner());
        } catch (RuntimeException failure) {
            left.forEach(job -> job.fail(failure));
            left.clear();
        }
    }

    /** Runs something that cannot be part of a transaction, on the connection that writes. */
    long outside(ToLongFunction<Statements> action) {
        lock.lock();
        try {
            checkOpen();
            return transactions.outside(action);
        } finally {
            lock.unlock();
        }
    }

    // ---- for the membership

    /** Runs something in a transaction of its own. */
    <T extends @Nullable Object> T alone(Function<Work, T> action) {
        lock.lock();
        try {
            checkOpen();
            numbers.provide(transactions, tables, 2);
            T result = runAndSave(action);
            numbers.saved();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Runs something in a transaction, and writes back what it changed; the caller has the lock. */
    private <T extends @Nullable Object> T runAndSave(Function<Work, T> action) {
        memory.forget();
        return transactions.run(false, () -> {
            Work work = work();
            T result = action.apply(work);
            work.save();
            return result;
        });
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

    // ---- the end

    /** Fails if nothing can be done any more. */
    void checkOpen() {
        if (closed) {
            throw SqlErrors.closed(dialect);
        }
        transactions.checkHealthy();
    }

    /** From now on jobs fail as CLOSED, those that wait too; false if that was so already. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** The last transaction, after {@link #close}; with it the connection's work is done. */
    void finish(Function<Work, Boolean> last) {
        exclusively(() -> runAndSave(last));
    }

    Statements statements() {
        return tables.statements;
    }
}
