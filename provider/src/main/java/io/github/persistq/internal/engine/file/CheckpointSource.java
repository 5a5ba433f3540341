package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.QueueName;
import java.io.IOException;
import java.util.Map;

/**
 * What checkpoints are taken of: an engine's index and journal.
 *
 * <p>Threading: thread-safe; takes the engine's lock.
 */
final class CheckpointSource implements CheckpointKeeper.Source {
    private final FileEngine engine;
    private final Disk disk;
    private final Journal journal;
    private final StoreIndex index;
    private final Publisher publisher;
    private final GroupCommitter committer;

    CheckpointSource(
            FileEngine engine,
            Disk disk,
            Journal journal,
            StoreIndex index,
            Publisher publisher,
            GroupCommitter committer) {
        this.engine = engine;
        this.disk = disk;
        this.journal = journal;
        this.index = index;
        this.publisher = publisher;
        this.committer = committer;
    }

    @Override
    public CheckpointKeeper.Snapshot snapshot() {
        Map<QueueName, Integer> ready = Map.of();
        engine.lock();
        try {
            committer.checkHealthy();
            journal.active().force();
            ready = publisher.publishHeld(journal.lastLsn());
            Segment active = journal.active();
            CheckpointCodec.Mark mark = new CheckpointCodec.Mark(journal.lastLsn(), active.id(), active.end());
            return new CheckpointKeeper.Snapshot(CheckpointCodec.encode(index, journal.storeId(), mark), mark.lsn());
        } catch (IOException e) {
            throw committer.poison("force of the journal in " + disk, e);
        } finally {
            engine.unlock();
            // Published they are, even if the index is too large to be encoded.
            publisher.tell(ready);
        }
    }

    @Override
    public boolean giveUpReserve() {
        engine.lock();
        try {
            engine.checkUsable();
            if (!journal.isReclaimable()) {
                return false;
            }
            journal.giveUpReserve();
            return true;
        } catch (IOException e) {
            if (Damage.isFull(e)) {
                return true;
            }
            throw committer.poison("end of a journal file in " + disk, e);
        } finally {
            engine.unlock();
        }
    }

    @Override
    public void restoreReserve() {
        engine.lock();
        try {
            if (!engine.isClosed()) {
                journal.restoreReserve();
            }
        } catch (IOException e) {
            if (!Damage.isFull(e)) {
                throw committer.poison("zeros ahead in a journal file in " + disk, e);
            }
        } finally {
            engine.unlock();
        }
    }

    @Override
    public void covered(long lsn) {
        engine.lock();
        try {
            journal.checkpointed(lsn);
        } finally {
            engine.unlock();
        }
        engine.deleteDead();
    }
}
