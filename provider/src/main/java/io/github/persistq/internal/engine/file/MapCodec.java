package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Encodes names and labels of maps, and keys, as {@link UnitWriter} and {@link CheckpointCodec} draw them.
 *
 * <p>Threading: stateless.
 */
final class MapCodec {
    private MapCodec() {}

    static int encodedLength(String name, Map<String, String> labels) {
        int length = QueueCodec.textLength(name) + 4;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            length += QueueCodec.textLength(label.getKey()) + QueueCodec.textLength(label.getValue());
        }
        return length;
    }

    static void write(ByteBuffer out, String name, Map<String, String> labels) {
        QueueCodec.text(out, name);
        out.putInt(labels.size());
        for (Map.Entry<String, String> label : labels.entrySet()) {
            QueueCodec.text(out, label.getKey());
            QueueCodec.text(out, label.getValue());
        }
    }

    static Map<String, String> readLabels(ByteBuffer in) {
        Map<String, String> labels = new HashMap<>();
        for (int n = in.getInt(); n > 0; n--) {
            String key = QueueCodec.text(in);
            labels.put(key, QueueCodec.text(in));
        }
        return labels;
    }

    static void write(ByteBuffer out, Bytes key) {
        key.writeTo(out.putInt(key.length()));
    }

    static Bytes readKey(ByteBuffer in) {
        byte[] key = new byte[in.getInt()];
        in.get(key);
        return Bytes.wrap(key);
    }
}
