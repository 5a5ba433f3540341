package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.EntryImage;
import io.github.persistq.internal.engine.index.Held;
import io.github.persistq.internal.engine.index.Location;
import io.github.persistq.internal.engine.index.MapIndex;
import io.github.persistq.internal.engine.index.MapTable;
import io.github.persistq.internal.engine.index.MapValue;
import io.github.persistq.internal.engine.index.MessageMeta;
import io.github.persistq.internal.engine.index.QueueIndex;
import io.github.persistq.internal.engine.index.Settlement;
import io.github.persistq.internal.engine.index.StoreIndex;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the whole index as of one frame. Numbers are little-endian; {@code text} and {@code branch} as in
 * {@link UnitWriter}.
 *
 * <pre>
 *   0                8        12       16                              32               40               48
 *   +----------------+--------+--------+-------------------------------+----------------+----------------+
 *   | "PERSISTC"     | format | crc    | store id                      | lsn            | payload length |
 *   +----------------+--------+--------+-------------------------------+----------------+----------------+
 *   payload: i64 segment id, i64 end offset      where the frame after lsn goes
 *            i32 last queue id, i64 last number
 *            u32 n, n queues:   i32 id, name, spec, i64 failed, u32 m, m entries
 *            u32 n, n branches: branch, u32 m, m x (i32 queue, i64 sequence, u8 settlement, 255 for an append)
 *            format 2: i32 last map id, u32 n, n maps: i32 id, text name, labels, u32 m,
 *            m x (u32 key length, key, i64 version, i64 segment, i64 offset, u32 length, u32 crc)
 *   entry:   u8 state | 16 if it has a key, i64 sequence, i64 order, i32 priority, i64 deliverAt, i64 expiresAt,
 *            i64 readyAt, i32 attempts, i64 segment, i64 offset, u32 head length, u32 body length, u32 head crc,
 *            u32 body crc, [text key]
 * </pre>
 *
 * <p>The CRC-32C covers all but itself. Acknowledged entries come oldest first.
 *
 * <p>Threading: stateless.
 */
final class CheckpointCodec {
    static final int HEADER = 48;
    /** The format without maps, which is written as long as the store never had one: the first versions read it. */
    private static final int WITHOUT_MAPS = 1;

    static final int FORMAT = 2;
    private static final long MAGIC = 0x4354534953524550L; // "PERSISTC", read little-endian
    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;
    private static final int ENTRY = 1 + 8 + 8 + 4 + 8 + 8 + 8 + 4 + 8 + 8 + 16;
    private static final int HAS_KEY = 16;
    private static final Entry.State[] STATES = Entry.State.values();
    private static final Settlement[] SETTLEMENTS = Settlement.values();
    private static final int NO_HEAD_CRC = FrameHeader.crc(new byte[0], 0, 0);
    private static final byte APPENDED = (byte) 255;

    private CheckpointCodec() {}

    /**
     * The frame that a checkpoint goes up to.
     *
     * @param lsn its number
     * @param segmentId the segment it is in
     * @param end where the next frame goes
     */
    record Mark(long lsn, long segmentId, long end) {}

    static ByteBuffer encode(StoreIndex index, UUID storeId, Mark mark) {
        Growing out = new Growing();
        out.room(HEADER + 28)
                .putLong(MAGIC)
                .putInt(index.maps().lastId() == 0 ? WITHOUT_MAPS : FORMAT)
                .putInt(0)
                .putLong(storeId.getMostSignificantBits())
                .putLong(storeId.getLeastSignificantBits())
                .putLong(mark.lsn())
                .putLong(0)
                .putLong(mark.segmentId())
                .putLong(mark.end())
                .putInt(index.lastQueueId())
                .putLong(index.lastNumber());
        out.room(4).putInt(index.queues().size());
        for (QueueIndex queue : index.queues()) {
            queue(out, queue);
        }
        out.room(4).putInt(index.branches().size());
        for (Map.Entry<BranchId, List<Held>> branch : index.branches().entrySet()) {
            branch(out, branch.getKey(), branch.getValue());
        }
        if (index.maps().lastId() != 0) {
            maps(out, index.maps());
        }
        ByteBuffer bytes = out.finish();
        bytes.putLong(40, bytes.limit() - HEADER);
        return bytes.putInt(12, crc(bytes));
    }

    private static void queue(Growing out, QueueIndex queue) {
        out.room(4).putInt(queue.id());
        QueueCodec.write(out.room(QueueCodec.encodedLength(queue.name(), queue.spec())), queue.name(), queue.spec());
        List<EntryImage> entries = queue.images();
        out.room(12).putLong(queue.failed()).putInt(entries.size());
        for (EntryImage entry : entries) {
            entry(out, entry);
        }
    }

    private static void entry(Growing out, EntryImage entry) {
        String key = entry.meta().uniqueKey();
        Location at = entry.location();
        ByteBuffer room = out.room(ENTRY + (key == null ? 0 : QueueCodec.textLength(key)));
        room.put((byte) (entry.state().ordinal() | (key == null ? 0 : HAS_KEY)))
                .putLong(entry.sequence())
                .putLong(entry.order())
                .putInt(entry.meta().priority())
                .putLong(entry.meta().deliverAtMillis())
                .putLong(entry.meta().expiresAtMillis())
                .putLong(entry.readyAtMillis())
                .putInt(entry.attempts())
                .putLong(at.segment())
                .putLong(at.offset())
                .putInt(at.headLength())
                .putInt(at.bodyLength())
                .putInt(at.headCrc())
                .putInt(at.bodyCrc());
        if (key != null) {
            QueueCodec.text(room, key);
        }
    }

    private static void branch(Growing out, BranchId branch, List<Held> held) {
        QueueCodec.write(out.room(QueueCodec.encodedLength(branch)), branch);
        out.room(4).putInt(held.size());
        for (Held one : held) {
            Settlement settlement = one.settlement();
            out.room(13)
                    .putInt(one.queueId())
                    .putLong(one.sequence())
                    .put(settlement == null ? APPENDED : (byte) settlement.ordinal());
        }
    }

    private static void maps(Growing out, MapTable maps) {
        out.room(8).putInt(maps.lastId()).putInt(maps.all().size());
        for (MapIndex map : maps.all()) {
            out.room(4).putInt(map.id());
            MapCodec.write(out.room(MapCodec.encodedLength(map.name(), map.labels())), map.name(), map.labels());
            out.room(4).putInt(map.size());
            for (Map.Entry<Bytes, MapValue> entry : map.all().entrySet()) {
                Location at = entry.getValue().location();
                ByteBuffer room = out.room(36 + entry.getKey().length());
                MapCodec.write(room, entry.getKey());
                room.putLong(entry.getValue().version())
                        .putLong(at.segment())
                        .putLong(at.offset())
                        .putInt(at.bodyLength())
                        .putInt(at.bodyCrc());
            }
        }
    }

    private static void restoreMaps(ByteBuffer in, MapTable maps) {
        int lastId = in.getInt();
        for (int n = in.getInt(); n > 0; n--) {
            int id = in.getInt();
            String name = QueueCodec.text(in);
            maps.open(id, name, MapCodec.readLabels(in));
            for (int m = in.getInt(); m > 0; m--) {
                Bytes key = MapCodec.readKey(in);
                long version = in.getLong();
                Location at = new Location(in.getLong(), in.getLong(), 0, in.getInt(), NO_HEAD_CRC, in.getInt());
                maps.restore(id, key, new MapValue(version, at));
            }
        }
        maps.restoreLastId(lastId);
    }

    /** Verifies a checkpoint; the name is for messages. */
    static Mark verify(ByteBuffer bytes, UUID storeId, Disk disk, String file) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < HEADER + 16 || bytes.getLong(0) != MAGIC) {
            throw Damage.corrupt(disk, file, 0, "it does not start as a checkpoint does");
        }
        if (bytes.getLong(40) != bytes.limit() - HEADER || bytes.getInt(12) != crc(bytes)) {
            throw Damage.corrupt(disk, file, 12, "its checksum does not match");
        }
        if (bytes.getInt(8) < WITHOUT_MAPS || bytes.getInt(8) > FORMAT) {
            throw Damage.newerFormat(disk, file, bytes.getInt(8), FORMAT);
        }
        if (!storeId.equals(new UUID(bytes.getLong(16), bytes.getLong(24)))) {
            throw Damage.corrupt(disk, file, 16, "it belongs to another store");
        }
        return new Mark(bytes.getLong(32), bytes.getLong(HEADER), bytes.getLong(HEADER + 8));
    }

    /** Puts a verified checkpoint into an empty index. */
    static void restore(ByteBuffer bytes, StoreIndex index) {
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN).position(HEADER + 16);
        int lastQueueId = in.getInt();
        long lastNumber = in.getLong();
        for (int n = in.getInt(); n > 0; n--) {
            int id = in.getInt();
            QueueName name = QueueCodec.readName(in);
            index.openQueue(id, name, QueueCodec.readSpec(in));
            QueueIndex queue = index.queue(id);
            queue.restoreFailed(in.getLong());
            for (int m = in.getInt(); m > 0; m--) {
                index.restore(queue, entry(in));
            }
        }
        for (int n = in.getInt(); n > 0; n--) {
            BranchId branch = QueueCodec.readBranch(in);
            List<Held> held = new ArrayList<>();
            for (int m = in.getInt(); m > 0; m--) {
                held.add(new Held(in.getInt(), in.getLong(), settlement(in.get())));
            }
            index.restore(branch, held);
        }
        if (in.getInt(8) != WITHOUT_MAPS) {
            restoreMaps(in, index.maps());
        }
        index.restoreNumbers(lastQueueId, lastNumber);
    }

    private static EntryImage entry(ByteBuffer in) {
        int state = in.get();
        long sequence = in.getLong();
        long order = in.getLong();
        int priority = in.getInt();
        long deliverAt = in.getLong();
        long expiresAt = in.getLong();
        long readyAt = in.getLong();
        int attempts = in.getInt();
        Location at = new Location(in.getLong(), in.getLong(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
        String key = (state & HAS_KEY) != 0 ? QueueCodec.text(in) : null;
        MessageMeta meta = new MessageMeta(priority, deliverAt, expiresAt, key);
        return new EntryImage(sequence, order, meta, at, STATES[state & 15], attempts, readyAt);
    }

    private static @Nullable Settlement settlement(byte code) {
        return code == APPENDED ? null : SETTLEMENTS[code];
    }

    private static int crc(ByteBuffer bytes) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes.slice(0, 12));
        crc.update(bytes.slice(16, bytes.limit() - 16));
        return (int) crc.getValue();
    }

    /** A little-endian buffer that grows. */
    private static final class Growing {
        private ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

        ByteBuffer room(int more) {
            if (bytes.remaining() < more) {
                long needed = (long) bytes.position() + more;
                if (needed > MAX_BYTES) {
                    throw new StorageException(
                            Kind.TOO_LARGE,
                            "The index has more than the %d bytes of a checkpoint".formatted(MAX_BYTES));
                }
                long capacity = Math.max(needed, Math.min(MAX_BYTES, 2L * bytes.capacity()));
                bytes = ByteBuffer.allocate((int) capacity)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(bytes.flip());
            }
            return bytes;
        }

        ByteBuffer finish() {
            return bytes.flip();
        }
    }
}
