package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides when a checkpoint is due, writes it, and deletes what it makes unneeded. A checkpoint that cannot be written is
 * no failure: the journal holds all it would.
 *
 * <p>Threading: thread-safe; one checkpoint at a time, on the thread whose write made it due.
 */
final class CheckpointKeeper {
    /**
     * An index as of one frame.
     *
     * @param bytes the encoded checkpoint
     * @param lsn the frame
     */
    record Snapshot(ByteBuffer bytes, long lsn) {}

    /** What checkpoints are taken of. */
    interface Source {
        /** Gives up the journal's reserve if that, and a checkpoint, may free more; whether it did. */
        boolean giveUpReserve();

        /** Takes the reserve back, as far as there is room: others may be about to fill the device. */
        void restoreReserve();

        /** Takes a snapshot in which all units of work are durable and published. */
        Snapshot snapshot();

        /** A durable checkpoint covers all frames up to this one: segments may have become unneeded. */
        void covered(long lsn);
    }

    private final Checkpointer files;
    private final Journal journal;
    private final Source source;
    private final long minBytes;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock deleting = new ReentrantLock();
    private boolean ended; // guarded by both locks, read under either
    private volatile long dueAtBytes;
    private volatile long coveredLsn;

    CheckpointKeeper(Disk disk, Journal journal, Source source, long minBytes, long coveredLsn) {
        this.files = new Checkpointer(disk);
        this.journal = journal;
        this.source = source;
        this.minBytes = minBytes;
        this.coveredLsn = coveredLsn;
        this.dueAtBytes = minBytes;
    }

    /** Up to which frame the newest checkpoint goes. */
    long coveredLsn() {
        return coveredLsn;
    }

    /** Writes a checkpoint if the journal grew enough since the last one, unless another thread does. */
    void writeIfDue() {
        if (journal.appendedBytes() >= dueAtBytes && writing.tryLock()) {
            try {
                if (!ended && journal.appendedBytes() >= dueAtBytes) {
                    write();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    /** Writes a checkpoint now; whether that went well. */
    boolean writeNow() {
        writing.lock();
        try {
            return !ended && write();
        } finally {
            writing.unlock();
        }
    }

    /** Frees what room a checkpoint can free for a write that found none; whether it is worth trying again. */
    boolean reclaim() {
        writing.lock();
        try {
            if (ended || !source.giveUpReserve()) {
                return false;
            }
            boolean written = write();
            if (!written) {
                source.restoreReserve();
            }
            return written;
        } finally {
            writing.unlock();
        }
    }

    /** Nothing is written or deleted any more: the directory may soon have another owner. */
    void end() {
        writing.lock();
        deleting.lock();
        try {
            ended = true;
        } finally {
            deleting.unlock();
            writing.unlock();
        }
    }

    private boolean write() {
        try {
            Snapshot snapshot = source.snapshot();
            long size = snapshot.bytes().remaining();
            files.write(snapshot.bytes(), snapshot.lsn());
            coveredLsn = snapshot.lsn();
            dueAtBytes = journal.appendedBytes() + Math.max(minBytes, 2 * size);
            source.covered(snapshot.lsn());
            return true;
        } catch (IOException e) {
            if (Damage.isFull(e)) {
                Log.warn("There is no room for a checkpoint; the journal is kept instead: " + e.getMessage());
            } else {
                Log.warn("The checkpoint could not be written; the journal is kept instead", e);
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.TOO_LARGE) {
                throw e;
            }
            Log.warn("No checkpoint is written; the journal is kept instead: " + e.getMessage());
        }
        dueAtBytes = journal.appendedBytes() + Math.max(minBytes / 8, 64 << 10);
        return false;
    }

    /** Deletes the files of segments that nothing needs. A file that can't be deleted now goes when the store is next opened. */
    void delete(List<Segment> dead) {
        if (dead.isEmpty()) {
            return;
        }
        deleting.lock();
        try {
            if (!ended) {
                journal.delete(dead);
            }
        } catch (IOException e) {
            Log.warn("An unneeded journal file could not be deleted", e);
        } finally {
            deleting.unlock();
        }
    }
}
