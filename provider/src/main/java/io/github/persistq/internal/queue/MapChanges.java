package io.github.persistq.internal.queue;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.MapEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read of maps and is to change: one change for each key, which expects the version that was read first.
 *
 * <p>Threading: one thread at a time.
 */
final class MapChanges {
    private final Map<Place, Draft> drafts = new LinkedHashMap<>();

    private record Place(String map, Bytes key) {}

    /** What is known of a key. */
    private static final class Draft {
        /** The version that was read; {@link MapEntry#ANY} if none was. */
        long expected = MapEntry.ANY;

        /** What it is, or is to be; null for nothing. */
        @Nullable
        Bytes value;

        boolean changed;
    }

    /** What a key has for this transaction. */
    @Nullable
    Bytes get(NativeMap<?, ?> map, Bytes key) {
        Draft draft = draft(map, key);
        if (draft.expected == MapEntry.ANY && !draft.changed) {
            MapEntry present = map.entry(key);
            draft.expected = present == null ? MapEntry.ABSENT : present.version();
            draft.value = present == null ? null : present.value();
        }
        return draft.value;
    }

    /** Gives a key a value at commit; null removes it. */
    void set(NativeMap<?, ?> map, Bytes key, @Nullable Bytes value) {
        Draft draft = draft(map, key);
        draft.value = value;
        draft.changed = true;
    }

    private Draft draft(NativeMap<?, ?> map, Bytes key) {
        return drafts.computeIfAbsent(new Place(map.name(), key), place -> new Draft());
    }

    /** The changes to write. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        drafts.forEach((place, draft) -> {
            if (draft.changed) {
                changes.add(
                        draft.value == null
                                ? new Change.RemoveEntry(place.map(), place.key(), draft.expected)
                                : new Change.PutEntry(place.map(), place.key(), draft.value, draft.expected));
            }
        });
        return changes;
    }
}
