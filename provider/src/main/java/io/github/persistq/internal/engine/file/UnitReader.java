package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.Held;
import io.github.persistq.internal.engine.index.InconsistentIndexException;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.internal.engine.index.MessageMeta;
import io.github.persistq.internal.engine.index.Settlement;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Applies a frame's content to the index, record by record. The running store and its recovery both come through here, so
 * that what a restart finds cannot differ from what was.
 *
 * <p>Threading: one thread at a time, under the engine's lock.
 */
final class UnitReader {
    /** What salvage calls a queue or map whose name is lost, before its number. */
    static final String LOST_QUEUE = "SALVAGED.";

    private final StoreIndex index;
    private final ByteBuffer content;
    private final long segmentId;
    private final long contentOffset;
    private final boolean lenient;
    private final Applied applied = new Applied();

    private UnitReader(StoreIndex index, ByteBuffer content, long segmentId, long contentOffset, boolean lenient) {
        this.index = index;
        this.content = content;
        this.segmentId = segmentId;
        this.contentOffset = contentOffset;
        this.lenient = lenient;
    }

    /** Applies a unit of work that was checked before. */
    static Applied apply(StoreIndex index, ByteBuffer content, long segmentId, long contentOffset) {
        return apply(index, content, segmentId, contentOffset, false);
    }

    /**
     * Applies a unit of work.
     *
     * @param content positioned at the content's start and limited to its end; read to the end
     * @param segmentId the segment that it is in
     * @param contentOffset where in that segment's file it starts
     * @param lenient whether to pass over messages and queues that are not there, as salvage must
     */
    static Applied apply(StoreIndex index, ByteBuffer content, long segmentId, long contentOffset, boolean lenient) {
        ByteBuffer records = content.slice().order(ByteOrder.LITTLE_ENDIAN);
        UnitReader reader = new UnitReader(index, records, segmentId, contentOffset, lenient);
        while (records.hasRemaining()) {
            try {
                reader.record();
            } catch (InconsistentIndexException e) {
                if (!lenient) {
                    throw e;
                }
                reader.applied.passedOver();
            }
        }
        return reader.applied;
    }

    private void record() {
        byte type = content.get();
        switch (type) {
            case UnitWriter.APPEND -> append();
            case UnitWriter.ACK, UnitWriter.ACK_FAILED, UnitWriter.EXPIRE ->
                index.settle(content.getInt(), content.getLong(), settlement(type));
            case UnitWriter.RELEASE -> {
                int queue = content.getInt();
                index.release(queue, content.getLong());
                applied.ready(index.queue(queue).name());
            }
            case UnitWriter.CLAIM -> index.claim(content.getInt(), content.getLong());
            case UnitWriter.NACK -> {
                int queue = content.getInt();
                index.nack(queue, content.getLong(), content.getLong(), content.get() != 0);
                applied.ready(index.queue(queue).name());
            }
            case UnitWriter.REPLACE -> {
                int queue = content.getInt();
                index.replace(queue, content.getLong(), location());
                applied.ready(index.queue(queue).name());
            }
            case UnitWriter.OPEN_QUEUE -> {
                int id = content.getInt();
                QueueName name = QueueCodec.readName(content);
                index.openQueue(id, name, QueueCodec.readSpec(content));
            }
            case UnitWriter.RESTART -> index.releaseClaims();
            case UnitWriter.DROP_QUEUE -> index.dropQueue(content.getInt());
            case UnitWriter.PREPARE -> prepare();
            case UnitWriter.COMMIT -> commit();
            case UnitWriter.ROLLBACK -> rollback();
            default -> newerRecord(type);
        }
    }

    /** Records that came with version 2. */
    private void newerRecord(byte type) {
        switch (type) {
            case UnitWriter.FORGET_ACKED ->
                applied.forgotten(index.forgetAcked(content.getInt(), content.getInt(), content.getInt()));
            case UnitWriter.OPEN_MAP -> {
                int id = content.getInt();
                String name = QueueCodec.text(content);
                index.maps().open(id, name, MapCodec.readLabels(content));
            }
            case UnitWriter.PUT_ENTRY -> putEntry();
            case UnitWriter.REMOVE_ENTRY -> {
                int map = content.getInt();
                Bytes key = MapCodec.readKey(content);
                index.maps().remove(map, key);
                applied.changed(map, key);
            }
            case UnitWriter.MOVE -> move();
            case UnitWriter.MOVE_ENTRY -> {
                int map = content.getInt();
                Bytes key = MapCodec.readKey(content);
                index.maps().move(map, key, content.getLong(), location());
            }
            case UnitWriter.DROP_MAP -> index.maps().drop(content.getInt());
            default -> throw new IllegalArgumentException("no record has the type " + type);
        }
    }

    private void append() {
        applied.stored(appended());
    }

    private List<Entry> appended() {
        byte flags = content.get();
        if ((flags & UnitWriter.DROPPED) != 0) {
            return List.of();
        }
        int[] queues = new int[content.getInt()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = content.getInt();
        }
        MessageMeta meta = new MessageMeta(
                content.getInt(),
                (flags & UnitWriter.DELAYED) != 0 ? content.getLong() : 0,
                (flags & UnitWriter.EXPIRES) != 0 ? content.getLong() : 0,
                (flags & UnitWriter.KEYED) != 0 ? QueueCodec.text(content) : null);
        if (lenient) {
            openLost(queues);
        }
        return index.append(queues, meta, location());
    }

    /** A queue whose name is lost gets one, so that its messages are not. */
    private void openLost(int[] queues) {
        for (int id : queues) {
            if (!index.hasQueue(id)) {
                index.openQueue(id, QueueName.queue(LOST_QUEUE + id), QueueSpec.DEFAULT);
            }
        }
    }

    private void putEntry() {
        int map = content.getInt();
        Bytes key = MapCodec.readKey(content);
        Location location = location();
        if (lenient && !index.maps().has(map)) {
            index.maps().open(map, LOST_QUEUE + map, Map.of());
        }
        index.putEntry(map, key, location);
        applied.changed(map, key);
    }

    private void move() {
        int[] queues = new int[content.getInt()];
        long[] sequences = new long[queues.length];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = content.getInt();
            sequences[i] = content.getLong();
        }
        Location location = location();
        for (int i = 0; i < queues.length; i++) {
            try {
                index.move(queues[i], sequences[i], location);
            } catch (InconsistentIndexException e) {
                if (!lenient) {
                    throw e;
                }
                applied.passedOver();
            }
        }
    }

    private Location location() {
        int headLength = content.getInt();
        int bodyLength = content.getInt();
        int headCrc = content.getInt();
        int bodyCrc = content.getInt();
        long offset = contentOffset + content.position();
        content.position(content.position() + headLength + bodyLength);
        return new Location(segmentId, offset, headLength, bodyLength, headCrc, bodyCrc);
    }

    private void prepare() {
        BranchId branch = QueueCodec.readBranch(content);
        List<Held> held = new ArrayList<>();
        for (int n = content.getInt(); n > 0; n--) {
            byte type = content.get();
            if (type == UnitWriter.APPEND) {
                for (Entry entry : appended()) {
                    held.add(new Held(entry.queue().id(), entry.sequence(), null));
                }
            } else {
                held.add(new Held(content.getInt(), content.getLong(), settlement(type)));
            }
        }
        if (lenient) {
            held.removeIf(one -> !index.canHold(one));
        }
        index.prepare(branch, held);
    }

    private void commit() {
        for (Held held : index.commit(QueueCodec.readBranch(content))) {
            applied.hidden(index.entry(held));
        }
    }

    private void rollback() {
        for (QueueName queue : index.rollback(QueueCodec.readBranch(content))) {
            applied.ready(queue);
        }
    }

    private static Settlement settlement(byte type) {
        return switch (type) {
            case UnitWriter.ACK -> Settlement.ACKED;
            case UnitWriter.ACK_FAILED -> Settlement.FAILED;
            case UnitWriter.EXPIRE -> Settlement.EXPIRED;
            default -> throw new IllegalArgumentException("no settlement has the type " + type);
        };
    }
}
