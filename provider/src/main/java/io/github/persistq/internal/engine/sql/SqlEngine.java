package io.github.persistq.internal.engine.sql;

import io.github.persistq.internal.engine.sql.GroupWriter.Pending;
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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine on a database: all state is in its tables, and each change of it is a transaction.
 *
 * <p>Threading: thread-safe. One lock guards the connection: a transaction is made and committed under it, so what is not
 * durable is seen by nobody.
 */
final class SqlEngine implements StorageEngine {
    private final Dialect dialect;
    private final InstantSource clock;
    private final boolean force;
    private final Closeable ownership;
    private final ReentrantLock lock = new ReentrantLock(); // guards all below but the listener
    private final Tables tables;
    private final Transactions transactions;
    private final Followers followers = new Followers();
    private final GroupWriter writer = new GroupWriter(this::writeGroup);
    private boolean closed;
    private volatile ReadyListener listener = ReadyListener.NONE;

    /**
     * Takes over a store that is open and whose tables are there.
     *
     * @param force whether writes that ask for it are forced
     * @param ownership let go of when the engine is closed
     */
    SqlEngine(Dialect dialect, Statements statements, boolean force, InstantSource clock, Closeable ownership) {
        this.dialect = dialect;
        this.clock = clock;
        this.force = force;
        this.ownership = ownership;
        this.tables = new Tables(statements);
        this.transactions = new Transactions(dialect, statements);
        transactions.sparing(force, this::takeOver);
    }

    /** What the last owner had in flight becomes ready, and its temporary queues go. */
    private Boolean takeOver() {
        Work work = new Work(tables, clock.millis());
        UnitOfWork unit = new UnitOfWork(work);
        for (QueueRow queue : tables.queues.all()) {
            if (queue.spec.temporary()) {
                unit.dropTemporary(queue);
            } else if (queue.inFlight > 0) {
                int back = tables.messages.giveBackInFlight(queue.id);
                queue.count(State.IN_FLIGHT, -back);
                queue.count(State.READY, back);
                work.add(queue);
            }
        }
        work.save();
        return true;
    }

    // ---- writing

    @Override
    public long[] write(List<Change> changes, Durability durability) {
        if (changes.isEmpty()) {
            look(() -> true);
            return new long[0];
        }
        boolean forced = force && durability == Durability.FORCED;
        UnitOfWork unit = writer.write(new Pending(changes, forced, spares(changes)));
        ReadyListener told = listener;
        unit.toTell().forEach(told::ready);
        return unit.sequences();
    }

    /** Whether it settles or gives back what is there, and adds no message. */
    private static boolean spares(List<Change> changes) {
        for (Change change : changes) {
            if (change instanceof Change.Append
                    || change instanceof Change.Replace
                    || change instanceof Change.Prepare) {
                return false;
            }
        }
        return true;
    }

    private void writeGroup(List<Pending> group) {
        lock.lock();
        try {
            if (group.size() == 1 || !writeTogether(group)) {
                for (Pending each : group) {
                    each.reset();
                    writeAlone(each);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes several units in one transaction; false if the database failed, and nothing is written. */
    private boolean writeTogether(List<Pending> group) {
        boolean forced = false;
        for (Pending each : group) {
            forced |= each.forced;
        }
        List<Work> done = new ArrayList<>();
        try {
            checkUsable();
            transactions.run(forced, () -> {
                group.forEach(each -> writeWithin(each, done));
                return true;
            });
        } catch (StorageException e) {
            return false;
        }
        done.forEach(followers::tell);
        return true;
    }

    private void writeWithin(Pending pending, List<Work> done) {
        Statements statements = tables.statements;
        statements.update("SAVEPOINT unit");
        try {
            Work work = new Work(tables, clock.millis());
            UnitOfWork unit = new UnitOfWork(work);
            unit.apply(pending.changes);
            pending.written(unit);
            done.add(work);
        } catch (SqlFailure e) {
            throw e;
        } catch (RuntimeException e) {
            pending.failed(e);
            statements.update("ROLLBACK TO unit");
        }
        statements.update("RELEASE unit");
    }

    private void writeAlone(Pending pending) {
        Work work = new Work(tables, clock.millis());
        Supplier<UnitOfWork> apply = () -> {
            Work attempt = new Work(tables, work.now);
            UnitOfWork unit = new UnitOfWork(attempt);
            unit.apply(pending.changes);
            work.becameReady.clear();
            work.becameReady.putAll(attempt.becameReady);
            return unit;
        };
        try {
            checkUsable();
            pending.written(
                    pending.spares
                            ? transactions.sparing(pending.forced, apply)
                            : transactions.run(pending.forced, apply));
            followers.tell(work);
        } catch (RuntimeException e) {
            pending.failed(e);
        }
    }

    @Override
    public void onReady(ReadyListener newListener) {
        look(() -> true);
        listener = newListener;
    }

    // ---- claiming

    @Override
    public Claimer claimer(QueueName queue, Filter filter) {
        look(() -> true);
        return new SqlClaimer(this, queue, filter);
    }

    @Override
    public List<Delivery> claimExpired(QueueName name, int limit) {
        return change(work -> {
            QueueRow queue = work.find(name);
            return queue == null
                    ? List.of()
                    : claim(work, queue, tables.reader.waitingExpired(queue.id, work.now, limit));
        });
    }

    /** Puts waiting messages in flight and reads them; the caller is in a transaction. */
    List<Delivery> claim(Work work, QueueRow queue, List<Place> places) {
        List<Delivery> deliveries = new ArrayList<>(places.size());
        for (Place place : places) {
            EntryRow entry = tables.messages.find(queue.id, place.sequence());
            if (entry == null || !entry.isWaiting()) {
                continue;
            }
            tables.messages.claim(queue.id, place.sequence());
            queue.count(entry.state(), -1);
            queue.count(State.IN_FLIGHT, 1);
            QueuedMessage claimed = tables.reader.message(queue.id, place.sequence(), MessageState.IN_FLIGHT);
            if (claimed == null) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "%s is damaged: message %d of queue '%s' has no content. Restore it from a copy"
                                .formatted(dialect.store(), place.sequence(), queue.name));
            }
            long expires = claimed.message().expiresAtMillis();
            boolean expired = expires != 0 && work.now >= expires;
            deliveries.add(
                    new Delivery(queue.name, place.sequence(), claimed.deliveryCount(), expired, claimed.message()));
        }
        return deliveries;
    }

    Tables tables() {
        return tables;
    }

    Followers followers() {
        return followers;
    }

    long nowMillis() {
        return clock.millis();
    }

    // ---- looking

    @Override
    public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
        look(() -> true);
        return new SqlBrowser(this, queue, states);
    }

    @Override
    public Map<QueueName, QueueSpec> queues() {
        return look(() -> {
            Map<QueueName, QueueSpec> specs = new HashMap<>();
            for (QueueRow queue : tables.queues.all()) {
                specs.put(queue.name, queue.spec);
            }
            return specs;
        });
    }

    @Override
    public QueueStats stats(QueueName name) {
        QueueRow queue = look(() -> present(name));
        return queue == null ? QueueStats.EMPTY : queue.stats();
    }

    @Override
    public Set<BranchId> prepared() {
        return look(tables.branches::all);
    }

    /** The queue with what is due made ready, or null. The caller holds the lock and is in no transaction. */
    @Nullable
    QueueRow present(QueueName name) {
        QueueRow queue = tables.queues.find(name);
        if (queue == null || queue.delayed == 0 || tables.messages.nextDue(queue.id) > clock.millis()) {
            return queue;
        }
        return changeLocked(work -> work.find(name));
    }

    // ---- the lock and transactions

    /** Reads under the lock. */
    <T extends @Nullable Object> T look(Supplier<T> action) {
        lock.lock();
        try {
            checkUsable();
            return action.get();
        } catch (SqlFailure e) {
            throw SqlErrors.of(dialect, "reading", e.error());
        } finally {
            lock.unlock();
        }
    }

    /** Makes a small change of its own, such as a claim: in a transaction that is written, not forced. */
    <T extends @Nullable Object> T change(Function<Work, T> action) {
        lock.lock();
        try {
            checkUsable();
            return changeLocked(action);
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T changeLocked(Function<Work, T> action) {
        List<Work> done = new ArrayList<>(1);
        List<T> results = new ArrayList<>(1);
        transactions.sparing(false, () -> {
            done.clear();
            results.clear();
            Work work = new Work(tables, clock.millis());
            results.add(action.apply(work));
            work.save();
            done.add(work);
            return true;
        });
        done.forEach(followers::tell);
        return results.get(0);
    }

    void evenIfClosed(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void checkUsable() {
        if (closed) {
            throw SqlErrors.closed(dialect);
        }
        transactions.checkHealthy();
    }

    @Override
    public void close() {
        lock.lock();
        try (ownership) {
            if (!closed) {
                closed = true;
                tables.statements.close();
            }
        } catch (SQLException e) {
            throw SqlErrors.of(dialect, "closing", e);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO, "%s: closing failed: %s".formatted(dialect.store(), e.getMessage()), e);
        } finally {
            lock.unlock();
        }
    }
}
