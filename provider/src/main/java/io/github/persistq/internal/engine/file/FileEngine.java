package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.QueueIndex;
import io.github.persistq.internal.engine.index.Residents;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.internal.engine.index.UnitCheck;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The engine on a directory: each unit of work is one frame of the journal, applied to the index once it is written, its
 * messages published once it is durable.
 *
 * <p>Threading: thread-safe. One lock guards the index and the journal's end; frames are written under it, forced and read
 * without it.
 */
final class FileEngine implements StorageEngine {
    private final Disk disk;
    private final FileOptions options;
    private final InstantSource clock;
    private final Closeable ownership;
    private final Journal journal;
    private final StoreIndex index;
    private final MessageReader reader;
    private final Deliveries deliveries;
    private final GroupCommitter committer;
    private final CheckpointKeeper checkpoints;
    private final FileMaps maps;
    private final Compactor compactor;

    private final ReentrantLock lock = new ReentrantLock();
    private final Publisher publisher;
    private boolean closed;

    /**
     * Recovers a store and takes it over.
     *
     * @param ownership let go of when the engine is closed
     */
    FileEngine(Disk disk, FileOptions options, InstantSource clock, Closeable ownership) throws IOException {
        Recovery.Recovered recovered = Recovery.recover(disk, options, clock);
        this.disk = disk;
        this.options = options;
        this.clock = clock;
        this.ownership = ownership;
        this.journal = recovered.journal();
        this.index = recovered.index();
        this.reader = new MessageReader(disk, journal, options.cacheBytes());
        this.publisher = new Publisher(lock, index);
        this.deliveries = new Deliveries(this);
        this.committer = new GroupCommitter(journal, journal.lastLsn(), publisher);
        this.maps = new FileMaps(this, index.maps(), publisher, committer);
        this.compactor = new Compactor(this, disk, journal, new Residents(index));
        CheckpointKeeper.Source source = new CheckpointSource(this, disk, journal, index, publisher, committer);
        this.checkpoints = new CheckpointKeeper(disk, journal, source, options.segmentBytes(), recovered.checkpoint());
        boolean takenOver = false;
        try {
            takeOver();
            takenOver = true;
        } finally {
            if (!takenOver) {
                journal.close();
            }
        }
    }

    /** What the last owner had in flight becomes ready, unless it is to be held, and its temporary queues go. */
    private void takeOver() {
        boolean claims = false;
        List<Change> drops = new ArrayList<>();
        for (QueueIndex queue : index.queues()) {
            claims |= !options.holdInFlight() && queue.hasClaims();
            if (queue.spec().temporary()) {
                drops.add(new Change.DropQueue(queue.name()));
            }
        }
        lock.lock();
        try {
            if (claims) {
                append(UnitWriter.restart());
            }
            if (!drops.isEmpty()) {
                append(UnitWriter.encode(drops, new Ids(index), null));
            }
        } finally {
            lock.unlock();
        }
        journal.checkpointed(checkpoints.coveredLsn());
        deleteDead();
        if (options.salvage() && !checkpoints.writeNow()) {
            throw new StorageException(
                    Kind.IO,
                    "The store %s can't be salvaged: what was read could not be written to a checkpoint (the log says why). Mend that, and open it with salvage=true again"
                            .formatted(disk));
        }
    }

    // ---- writing

    @Override
    public long[] write(List<Change> changes, Durability durability) {
        try {
            return writeUnit(changes, durability);
        } catch (StorageException e) {
            if (e.kind() != Kind.STORE_FULL || !checkpoints.reclaim()) {
                throw e;
            }
            return writeUnit(changes, durability);
        }
    }

    private long[] writeUnit(List<Change> changes, Durability durability) {
        boolean force = options.effective(durability) == Durability.FORCED;
        Map<QueueName, Integer> ready;
        List<Segment> dead;
        Applied applied;
        boolean sparse;
        long lsn;
        lock.lock();
        try {
            checkUsable();
            if (changes.isEmpty()) {
                return new long[0];
            }
            applied = append(encode(changes));
            lsn = journal.lastLsn();
            ready = applied.ready();
            if (force) {
                publisher.hold(lsn, applied);
            } else {
                publisher.publish(applied.hidden(), ready);
            }
            reader.remember(changes, applied);
            dead = journal.takeDead();
            sparse = journal.mayCompact();
        } finally {
            lock.unlock();
        }
        publisher.tell(ready);
        if (force || !dead.isEmpty()) {
            committer.await(lsn);
        }
        checkpoints.delete(dead);
        checkpoints.writeIfDue();
        if (sparse) {
            compactor.compactIfDue();
        }
        return applied.numbers();
    }

    private UnitWriter.Frame encode(List<Change> changes) {
        List<List<QueueName>> accepted = UnitCheck.check(index, changes);
        return UnitWriter.encode(changes, new Ids(index), accepted);
    }

    /** Writes a frame and applies it; the caller holds the lock. */
    private Applied append(UnitWriter.Frame frame) {
        Journal.Position position;
        try {
            position = journal.append(
                    frame.buffer(), frame.header(committer.durableLsn(), index.lastNumber()), frame.sparesReserve());
        } catch (IOException e) {
            throw committer.poison("write of the journal in " + disk, e);
        }
        try {
            return UnitReader.apply(
                    index,
                    frame.buffer().slice(FrameHeader.LENGTH, frame.contentLength()),
                    position.segment().id(),
                    position.contentOffset());
        } catch (RuntimeException | Error e) {
            // The frame is written: whatever went wrong, the index no longer says what the journal does.
            throw committer.poison("change of the index of " + disk, e);
        }
    }

    /** Moves things to the journal's end; the caller holds the lock. */
    void append(List<UnitWriter.Moved> moved) {
        append(UnitWriter.moves(moved, new Ids(index)));
    }

    @Override
    public long compact() {
        requireUsable();
        return compactor.compact(checkpoints);
    }

    /** Has the active segment end, so that it can be compacted. */
    void endActiveSegment() {
        lock.lock();
        try {
            checkUsable();
            journal.endForCompaction();
        } catch (IOException e) {
            if (Damage.isFull(e)) {
                throw Damage.full(disk, "another journal file", e);
            }
            throw committer.poison("end of a journal file in " + disk, e);
        } finally {
            lock.unlock();
        }
    }

    /** Deletes the segments that nothing needs any more, once that is durable. */
    void deleteDead() {
        List<Segment> dead;
        long emptied;
        lock.lock();
        try {
            dead = journal.takeDead();
            emptied = journal.lastLsn();
        } finally {
            lock.unlock();
        }
        if (!dead.isEmpty()) {
            committer.await(emptied);
        }
        checkpoints.delete(dead);
    }

    @Override
    public void onReady(ReadyListener newListener) {
        requireUsable();
        publisher.listener(newListener);
    }

    // ---- claiming

    @Override
    public Claimer claimer(QueueName queue, Filter filter) {
        requireUsable();
        return new FileClaimer(this, queue, filter);
    }

    @Override
    public List<Delivery> claimExpired(QueueName name, int limit) {
        List<Entry> claimed = new ArrayList<>();
        lock.lock();
        try {
            QueueIndex queue = queue(name);
            long now = clock.millis();
            while (queue != null && claimed.size() < limit) {
                Entry expired = queue.firstExpired(now);
                if (expired == null) {
                    break;
                }
                claim(queue, List.of(expired));
                claimed.add(expired);
            }
        } finally {
            lock.unlock();
        }
        return deliveries(claimed);
    }

    /**
     * Puts messages in flight and records that; the caller holds the lock. The record is left out when there is no room but
     * the reserve: all it carries is how often a message was delivered before a crash.
     */
    void claim(QueueIndex queue, List<Entry> entries) {
        List<Long> sequences = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            sequences.add(entry.sequence());
        }
        UnitWriter.Frame frame = UnitWriter.claims(queue.id(), sequences);
        try {
            append(frame);
        } catch (StorageException e) {
            if (e.kind() != Kind.STORE_FULL) {
                throw e;
            }
            for (long sequence : sequences) {
                index.claim(queue.id(), sequence);
            }
        }
    }

    /** Reads claimed messages, as {@link Deliveries#of}. */
    List<Delivery> deliveries(List<Entry> claimed) {
        return deliveries.of(claimed);
    }

    // ---- looking

    @Override
    public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
        requireUsable();
        return new FileBrowser(this, queue, states);
    }

    @Override
    public Map<QueueName, QueueSpec> queues() {
        lock.lock();
        try {
            checkUsable();
            Map<QueueName, QueueSpec> specs = new HashMap<>();
            for (QueueIndex queue : index.queues()) {
                specs.put(queue.name(), queue.spec());
            }
            return specs;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public QueueStats stats(QueueName name) {
        lock.lock();
        try {
            QueueIndex queue = queue(name);
            return queue == null ? QueueStats.EMPTY : queue.stats();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<BranchId> prepared() {
        lock.lock();
        try {
            checkUsable();
            return new HashSet<>(index.branches().keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable MapEntry entry(String map, Bytes key) {
        return maps.entry(map, key);
    }

    @Override
    public Iterator<MapEntry> entries(String map) {
        requireUsable();
        return new MapWalk(maps, map);
    }

    @Override
    public long entryCount(String map) {
        return maps.size(map);
    }

    @Override
    public Map<String, Map<String, String>> maps() {
        return maps.all();
    }

    /** The number of the journal's last frame, for tests of crashes. */
    long lastLsn() {
        return journal.lastLsn();
    }

    /** How many times this engine forced its journal, for measurements. */
    long forces() {
        return committer.forces();
    }

    // ---- what claimers and browsers need

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** The queue of this name, brought to the present, or null; the caller holds the lock. Fails if the engine is unusable. */
    @Nullable
    QueueIndex queue(QueueName name) {
        checkUsable();
        QueueIndex queue = index.queue(name);
        if (queue != null) {
            queue.advance(clock.millis());
        }
        return queue;
    }

    MessageReader reader() {
        return reader;
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Where browsing shows an entry; null if it is gone. */
    @Nullable
    MessageState visibleState(Entry entry) {
        lock.lock();
        try {
            checkUsable();
            return entry.visibleState();
        } finally {
            lock.unlock();
        }
    }

    // ---- ending

    private void requireUsable() {
        lock.lock();
        try {
            checkUsable();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is neither closed nor poisoned; the caller holds the lock. */
    boolean isUsable() {
        return !closed && !committer.isPoisoned();
    }

    boolean isClosed() {
        return closed;
    }

    void checkUsable() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "The store " + disk + " is closed");
        }
        committer.checkHealthy();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        try {
            finish();
        } catch (IOException e) {
            throw Damage.io(disk, "close", e);
        }
    }

    private void finish() throws IOException {
        try (ownership) {
            try {
                if (!committer.isPoisoned()) {
                    settle();
                }
            } finally {
                checkpoints.end();
                journal.close();
            }
        }
    }

    /** Leaves the directory so that opening it again has nothing to replay. */
    private void settle() throws IOException {
        committer.await(journal.lastLsn());
        if (journal.lastLsn() > checkpoints.coveredLsn()) {
            checkpoints.writeNow();
        }
        lock.lock();
        try {
            journal.rest();
        } finally {
            lock.unlock();
        }
    }
}
