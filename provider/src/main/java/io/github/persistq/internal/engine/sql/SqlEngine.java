package io.github.persistq.internal.engine.sql;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
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
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The engine on a database: all state is in its tables, and each change of it is a job in a transaction.
 *
 * <p>Threading: thread-safe.
 */
final class SqlEngine implements StorageEngine {
    private final Dialect dialect;
    private final SqlOptions options;
    private final InstantSource clock;
    private final Closeable ownership;
    private final JobRunner jobs;
    private final Reading reading;
    private final @Nullable Membership membership;
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
        this.jobs = new JobRunner(dialect, options, statements, clock);
        this.reading = new Reading(dialect);
        this.membership = options.shared() ? new Membership(this, jobs, options.leaseMillis()) : null;
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
            jobs.membership(membership);
            membership.join();
        } else {
            jobs.change(work -> {
                requireNobody(work.tables.owners);
                new Takeover(work).all(options.holdInFlight());
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
            jobs.checkOpen();
            return new long[0];
        }
        UnitOfWork unit = jobs.run(new WriteJob(changes, options.force() && durability == Durability.FORCED));
        tell(unit.toTell());
        return unit.numbers();
    }

    /** Tells the listener of messages that became ready here. */
    void tell(Map<QueueName, Integer> ready) {
        ReadyListener told = listener;
        ready.forEach(told::ready);
    }

    @Override
    public void onReady(ReadyListener newListener) {
        jobs.checkOpen();
        listener = newListener;
    }

    // ---- claiming

    @Override
    public Claimer claimer(QueueName queue, Filter filter) {
        jobs.checkOpen();
        return new SqlClaimer(this, queue, filter);
    }

    @Override
    public List<Delivery> claimExpired(QueueName name, int limit) {
        return jobs.change(work -> {
                    QueueRow queue = work.find(name);
                    Claims claims = new Claims(work);
                    if (queue != null) {
                        claims.claim(
                                queue,
                                work.tables.reader.waiting(
                                        queue.id, work.tables.reader.waitingExpired(queue.id, work.now, limit)));
                    }
                    return claims;
                })
                .deliveries(dialect);
    }

    JobRunner jobs() {
        return jobs;
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
        jobs.checkOpen();
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

    @Override
    public @Nullable MapEntry entry(String map, Bytes key) {
        return reading.look(found -> found.maps.entry(map, key));
    }

    @Override
    public Iterator<MapEntry> entries(String map) {
        jobs.checkOpen();
        return new SqlMapWalk(reading, map);
    }

    @Override
    public long entryCount(String map) {
        MapRow row = reading.look(found -> found.maps.find(map));
        return row == null ? 0 : row.entries();
    }

    @Override
    public Map<String, Map<String, String>> maps() {
        return reading.look(found -> {
            Map<String, Map<String, String>> labels = new HashMap<>();
            for (MapRow map : found.maps.all()) {
                labels.put(map.name(), map.labels());
            }
            return labels;
        });
    }

    @Override
    public long compact() {
        return dialect.isRemote() ? compactBeside() : jobs.outside(dialect::compact);
    }

    /** On a connection of its own, so that users go on while a server rebuilds tables. */
    private long compactBeside() {
        jobs.checkOpen();
        try (Statements own = new Statements(dialect.connect(), StatementBatch.ONE_BY_ONE)) {
            return dialect.compact(own);
        } catch (SqlFailure e) {
            throw SqlErrors.of(dialect, "compacting", e.error());
        } catch (SQLException e) {
            throw SqlErrors.of(dialect, "compacting", e);
        }
    }

    /** The queue with what is due made ready, or null. */
    @Nullable
    QueueRow present(QueueName name) {
        long now = clock.millis();
        QueueRow queue = reading.look(found -> found.queues.find(name));
        if (queue == null || queue.delayed == 0 || reading.look(found -> found.messages.nextDue(queue.id)) > now) {
            return queue;
        }
        return jobs.change(work -> work.find(name));
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

    @Override
    public void close() {
        if (!jobs.close()) {
            return;
        }
        try (ownership) {
            if (membership != null) {
                membership.stop();
                leave(membership.id());
            }
            reading.close();
            jobs.statements().close();
        } catch (SQLException e) {
            throw SqlErrors.of(dialect, "closing", e);
        } catch (IOException e) {
            throw new StorageException(Kind.IO, "%s: closing failed: %s".formatted(dialect.store(), e.getMessage()), e);
        }
    }

    /** Gives back what is in flight here. If the database does not answer, the end of the lease does it. */
    private void leave(long owner) {
        try {
            jobs.finish(work -> {
                work.tables.owners.remove(owner);
                new Takeover(work).of(owner);
                return true;
            });
        } catch (StorageException | LeaseLostException e) {
            System.getLogger(SqlEngine.class.getName())
                    .log(Level.DEBUG, dialect.store() + " is left without a word; its lease will end", e);
        }
    }
}
