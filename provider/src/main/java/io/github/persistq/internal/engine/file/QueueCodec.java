package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Encodes names, specs and branch ids, which journal and checkpoints share, as {@link UnitWriter} draws them.
 *
 * <p>Threading: stateless.
 */
final class QueueCodec {
    private static final QueueName.Kind[] KINDS = QueueName.Kind.values();
    private static final QueueSpec.Order[] ORDERS = QueueSpec.Order.values();
    private static final QueueSpec.Unique[] UNIQUES = QueueSpec.Unique.values();

    private QueueCodec() {}

    static int encodedLength(QueueName name, QueueSpec spec) {
        int length = 1 + textLength(name.name()) + 2 + 4 + 16 + 1 + 4;
        for (Map.Entry<String, String> label : spec.labels().entrySet()) {
            length += textLength(label.getKey()) + textLength(label.getValue());
        }
        return length;
    }

    static void write(ByteBuffer out, QueueName name, QueueSpec spec) {
        out.put((byte) name.kind().ordinal());
        text(out, name.name());
        out.put((byte) spec.order().ordinal())
                .put((byte) spec.unique().ordinal())
                .putInt(spec.keepAcked())
                .putLong(spec.maxMessages())
                .putLong(spec.maxBytes())
                .put((byte) (spec.temporary() ? 1 : 0))
                .putInt(spec.labels().size());
        for (Map.Entry<String, String> label : spec.labels().entrySet()) {
            text(out, label.getKey());
            text(out, label.getValue());
        }
    }

    static QueueName readName(ByteBuffer in) {
        QueueName.Kind kind = KINDS[in.get()];
        return new QueueName(kind, text(in));
    }

    static QueueSpec readSpec(ByteBuffer in) {
        QueueSpec.Order order = ORDERS[in.get()];
        QueueSpec.Unique unique = UNIQUES[in.get()];
        int keepAcked = in.getInt();
        long maxMessages = in.getLong();
        long maxBytes = in.getLong();
        boolean temporary = in.get() != 0;
        return new QueueSpec(order, unique, keepAcked, maxMessages, maxBytes, temporary, MapCodec.readLabels(in));
    }

    static int encodedLength(BranchId branch) {
        return 6 + branch.globalId().length() + branch.qualifier().length();
    }

    static void write(ByteBuffer out, BranchId branch) {
        out.putInt(branch.formatId()).put((byte) branch.globalId().length());
        branch.globalId().writeTo(out);
        out.put((byte) branch.qualifier().length());
        branch.qualifier().writeTo(out);
    }

    static BranchId readBranch(ByteBuffer in) {
        int formatId = in.getInt();
        Bytes globalId = shortBytes(in);
        return new BranchId(formatId, globalId, shortBytes(in));
    }

    static String text(ByteBuffer in) {
        byte[] utf8 = new byte[in.getInt()];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    static void text(ByteBuffer out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length).put(utf8);
    }

    static int textLength(String text) {
        return 4 + text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Bytes shortBytes(ByteBuffer in) {
        byte[] bytes = new byte[in.get()];
        in.get(bytes);
        return Bytes.wrap(bytes);
    }
}
