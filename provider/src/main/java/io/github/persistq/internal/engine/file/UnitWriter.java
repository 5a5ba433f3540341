package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a unit of work as a frame's content: its records one after another. {@link UnitReader} is its inverse. Numbers
 * are little-endian; {@code text} is a u32 length and UTF-8 bytes.
 *
 * <pre>
 *  1 append    u8 flags (1 delayed, 2 expires, 4 has a key, 8 dropped by all), u32 n, u32 x n queue ids, i32 priority,
 *              [i64 deliverAt], [i64 expiresAt], [text key], u32 head length, u32 body length, u32 head crc, u32 body crc,
 *              head, body                                  (dropped by all: the flags only)
 *  2 ack       u32 queue, u64 sequence                     3 ackFailed, 4 expire, 5 release, 6 claim: likewise
 *  7 nack      u32 queue, u64 sequence, i64 readyAt, u8 atTail
 *  8 replace   u32 queue, u64 sequence, lengths, crcs, head and body as in append
 *  9 openQueue u32 queue, u8 kind, text name, u8 order, u8 unique, u32 keepAcked, i64 maxMessages, i64 maxBytes,
 *              u8 temporary, u32 n, n x (text key, text value) labels
 * 10 dropQueue u32 queue
 * 11 prepare   branch, u32 n, n records                    branch: i32 formatId, u8 length, bytes, u8 length, bytes
 * 12 commit    branch
 * 13 rollback  branch
 * 14 restart                                              a new owner: what was in flight is ready
 * 15 forgetAcked u32 queue, u32 max, u32 keep
 * 16 openMap   u32 map, text name, u32 n, n x (text key, text value) labels
 * 17 putEntry  u32 map, key, lengths, crcs, head and body as in append: the value is the body, the head is empty
 * 18 removeEntry u32 map, key                             key: u32 length, bytes
 * 19 dropMap   u32 map
 * 20 move      u32 n, n x (u32 queue, u64 sequence), lengths, crcs, head and body as in append
 * 21 moveEntry u32 map, key, u64 version, lengths, crcs, head and body as in append
 * </pre>
 *
 * <p>Threading: one thread at a time.
 */
final class UnitWriter implements Change.Handler {
    static final byte APPEND = 1;
    static final byte ACK = 2;
    static final byte ACK_FAILED = 3;
    static final byte EXPIRE = 4;
    static final byte RELEASE = 5;
    static final byte CLAIM = 6;
    static final byte NACK = 7;
    static final byte REPLACE = 8;
    static final byte OPEN_QUEUE = 9;
    static final byte DROP_QUEUE = 10;
    static final byte PREPARE = 11;
    static final byte COMMIT = 12;
    static final byte ROLLBACK = 13;
    static final byte RESTART = 14;
    static final byte FORGET_ACKED = 15;
    static final byte OPEN_MAP = 16;
    static final byte PUT_ENTRY = 17;
    static final byte REMOVE_ENTRY = 18;
    static final byte DROP_MAP = 19;
    static final byte MOVE = 20;
    static final byte MOVE_ENTRY = 21;

    static final int DELAYED = 1;
    static final int EXPIRES = 2;
    static final int KEYED = 4;
    static final int DROPPED = 8;

    /** The largest unit of work, in bytes as encoded. */
    static final int MAX_CONTENT = 1 << 30;

    private final Ids ids;
    private final @Nullable Iterator<List<QueueName>> accepted;
    private ByteBuffer out;
    private boolean addsMessages;
    private short kind = FrameHeader.UNIT;

    private UnitWriter(int size, Ids ids, @Nullable Iterator<List<QueueName>> accepted) {
        this.out = buffer(size);
        this.ids = ids;
        this.accepted = accepted;
    }

    /**
     * A frame without its header: room for it, the content, and padding.
     *
     * @param buffer the frame
     * @param contentLength bytes of content
     * @param contentCrc CRC-32C of the content
     * @param sparesReserve whether it must leave the journal's reserve untouched: it adds messages, or need not be written
     * @param kind as in {@link FrameHeader}
     */
    record Frame(ByteBuffer buffer, int contentLength, int contentCrc, boolean sparesReserve, short kind) {
        FrameHeader header(long durableLsn, long lastNumber) {
            return new FrameHeader(contentLength, 0, durableLsn, lastNumber, contentCrc, kind);
        }
    }

    /**
     * Encodes a unit of work.
     *
     * @param ids gives a queue's or map's id; asked in the order of the changes, so it can number those that the unit opens
     * @param accepted for each append the queues that take it; null if all that it names do
     * @throws StorageException of kind TOO_LARGE
     */
    static Frame encode(List<Change> changes, Ids ids, @Nullable List<List<QueueName>> accepted) {
        UnitWriter writer = new UnitWriter(estimate(changes), ids, accepted == null ? null : accepted.iterator());
        for (Change change : changes) {
            change.applyTo(writer);
        }
        writer.room(8);
        return finish(writer.out, writer.addsMessages, writer.kind);
    }

    /** Encodes the claim of messages of one queue. */
    static Frame claims(int queueId, List<Long> sequences) {
        ByteBuffer out = buffer(13 * sequences.size());
        for (long sequence : sequences) {
            out.put(CLAIM).putInt(queueId).putLong(sequence);
        }
        return finish(out, true, FrameHeader.UNIT);
    }

    /**
     * What is written anew in another place.
     *
     * @param entries the message, once for each of its queues; empty for a map's entry
     * @param map the map, and its key; null for a message
     * @param version of the map's entry
     * @param head its head; empty for a map's entry
     * @param body its body, or the value
     */
    record Moved(List<Entry> entries, @Nullable MapKey map, long version, Bytes head, Bytes body) {}

    /** Encodes that messages and map entries are in another place from now on: in this frame. */
    static Frame moves(List<Moved> all, Ids ids) {
        long size = 64;
        for (Moved one : all) {
            size += 64L + one.head().length() + one.body().length();
        }
        UnitWriter writer = new UnitWriter((int) Math.min(MAX_CONTENT, size), ids, null);
        for (Moved one : all) {
            writer.move(one);
        }
        writer.room(8);
        return finish(writer.out, true, FrameHeader.UNIT_2);
    }

    private void move(Moved moved) {
        MapKey map = moved.map();
        if (map != null) {
            MapCodec.write(room(17 + map.key().length()).put(MOVE_ENTRY).putInt(map.mapId()), map.key());
            out.putLong(moved.version());
        } else {
            room(5 + 12 * moved.entries().size())
                    .put(MOVE)
                    .putInt(moved.entries().size());
            for (Entry entry : moved.entries()) {
                out.putInt(entry.queue().id()).putLong(entry.sequence());
            }
        }
        bytes(moved.head(), moved.body());
    }

    /** Encodes that a new owner took the store over. */
    static Frame restart() {
        return finish(buffer(1).put(RESTART), false, FrameHeader.UNIT);
    }

    private static ByteBuffer buffer(int contentLength) {
        return ByteBuffer.allocate((int) FrameHeader.frameLength(contentLength))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(FrameHeader.LENGTH);
    }

    /** Makes a frame of what was put behind the header's room; there is room for its padding. */
    private static Frame finish(ByteBuffer out, boolean sparesReserve, short kind) {
        int length = out.position() - FrameHeader.LENGTH;
        int crc = FrameHeader.crc(out.slice(FrameHeader.LENGTH, length));
        return new Frame(out.slice(0, (int) FrameHeader.frameLength(length)), length, crc, sparesReserve, kind);
    }

    /** A first guess, of which {@link #room} mends what is too little. */
    private static int estimate(List<Change> changes) {
        long size = 64;
        for (Change change : changes) {
            size += 64 + change.bytes();
        }
        return (int) Math.min(MAX_CONTENT, size);
    }

    /** The size of a buffer that has room for so many bytes more: twice the present one, as far as the limit allows. */
    static int grown(int capacity, int position, int more) {
        long needed = (long) position + more;
        checked(needed - FrameHeader.LENGTH);
        return (int) Math.max(needed, Math.min(2L * capacity, FrameHeader.frameLength(MAX_CONTENT)));
    }

    private static int checked(long size) {
        if (size > MAX_CONTENT) {
            throw new StorageException(
                    Kind.TOO_LARGE,
                    "The unit of work has %d bytes; the limit is %d. Commit more often".formatted(size, MAX_CONTENT));
        }
        return (int) size;
    }

    private ByteBuffer room(int more) {
        if (out.remaining() < more) {
            int capacity = grown(out.capacity(), out.position(), more);
            out = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(out.flip());
        }
        return out;
    }

    @Override
    public void append(Change.Append change) {
        StoredMessage message = change.message();
        List<QueueName> takers = accepted == null ? change.queues() : accepted.next();
        if (takers.isEmpty()) {
            room(2).put(APPEND).put((byte) DROPPED);
            return;
        }
        addsMessages = true;
        String key = message.uniqueKey();
        int flags = (message.deliverAtMillis() != 0 ? DELAYED : 0)
                | (message.expiresAtMillis() != 0 ? EXPIRES : 0)
                | (key != null ? KEYED : 0);
        room(6 + 4 * takers.size()).put(APPEND).put((byte) flags).putInt(takers.size());
        for (QueueName queue : takers) {
            out.putInt(ids.of(queue));
        }
        room(20).putInt(message.priority());
        if (message.deliverAtMillis() != 0) {
            out.putLong(message.deliverAtMillis());
        }
        if (message.expiresAtMillis() != 0) {
            out.putLong(message.expiresAtMillis());
        }
        if (key != null) {
            text(key);
        }
        bytes(message.head(), message.body());
    }

    private void bytes(Bytes head, Bytes body) {
        room(checked(16L + head.length() + body.length()));
        int crcs = out.putInt(head.length()).putInt(body.length()).position();
        head.writeTo(out.position(crcs + 8));
        body.writeTo(out);
        int start = crcs + 8;
        out.putInt(crcs, FrameHeader.crc(out.array(), start, head.length()));
        out.putInt(crcs + 4, FrameHeader.crc(out.array(), start + head.length(), body.length()));
    }

    @Override
    public void ack(Change.Ack change) {
        message(ACK, change.queue(), change.sequence());
    }

    @Override
    public void ackFailed(Change.AckFailed change) {
        message(ACK_FAILED, change.queue(), change.sequence());
    }

    @Override
    public void expire(Change.Expire change) {
        message(EXPIRE, change.queue(), change.sequence());
    }

    @Override
    public void release(Change.Release change) {
        message(RELEASE, change.queue(), change.sequence());
    }

    @Override
    public void nack(Change.Nack change) {
        message(NACK, change.queue(), change.sequence());
        room(9).putLong(change.readyAtMillis()).put((byte) (change.atTail() ? 1 : 0));
    }

    @Override
    public void replace(Change.Replace change) {
        addsMessages = true;
        message(REPLACE, change.queue(), change.sequence());
        bytes(change.head(), change.body());
    }

    private void message(byte type, QueueName queue, long sequence) {
        room(13).put(type).putInt(ids.of(queue)).putLong(sequence);
    }

    @Override
    public void openQueue(Change.OpenQueue change) {
        QueueSpec spec = change.spec();
        room(5).put(OPEN_QUEUE).putInt(ids.of(change.queue()));
        out = room(QueueCodec.encodedLength(change.queue(), spec));
        QueueCodec.write(out, change.queue(), spec);
    }

    @Override
    public void dropQueue(Change.DropQueue change) {
        room(5).put(DROP_QUEUE).putInt(ids.of(change.queue()));
        ids.drop(change.queue());
    }

    @Override
    public void prepare(Change.Prepare change) {
        branch(PREPARE, change.branch());
        room(4).putInt(change.changes().size());
        for (Change held : change.changes()) {
            held.applyTo(this);
        }
    }

    @Override
    public void commitBranch(Change.CommitBranch change) {
        branch(COMMIT, change.branch());
    }

    @Override
    public void rollbackBranch(Change.RollbackBranch change) {
        branch(ROLLBACK, change.branch());
    }

    private void branch(byte type, BranchId branch) {
        room(1).put(type);
        QueueCodec.write(room(QueueCodec.encodedLength(branch)), branch);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(4 + utf8.length).putInt(utf8.length).put(utf8);
    }

    @Override
    public void forgetAcked(Change.ForgetAcked change) {
        newer(13, FORGET_ACKED)
                .putInt(ids.of(change.queue()))
                .putInt(change.max())
                .putInt(change.keep());
    }

    @Override
    public void openMap(Change.OpenMap change) {
        newer(5, OPEN_MAP).putInt(ids.ofMap(change.map()));
        MapCodec.write(room(MapCodec.encodedLength(change.map(), change.labels())), change.map(), change.labels());
    }

    @Override
    public void putEntry(Change.PutEntry change) {
        addsMessages = true;
        key(PUT_ENTRY, change.map(), change.key());
        bytes(Bytes.EMPTY, change.value());
    }

    @Override
    public void removeEntry(Change.RemoveEntry change) {
        key(REMOVE_ENTRY, change.map(), change.key());
    }

    private void key(byte type, String map, Bytes key) {
        MapCodec.write(newer(9 + key.length(), type).putInt(ids.ofMap(map)), key);
    }

    @Override
    public void dropMap(Change.DropMap change) {
        newer(5, DROP_MAP).putInt(ids.ofMap(change.map()));
        ids.dropMap(change.map());
    }

    /** Begins a record of a type that the first versions did not know. */
    private ByteBuffer newer(int more, byte type) {
        kind = FrameHeader.UNIT_2;
        return room(more).put(type);
    }
}
