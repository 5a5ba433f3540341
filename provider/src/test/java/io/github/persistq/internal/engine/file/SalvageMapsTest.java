package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Salvage of maps: entries whose values are lost go, the others stay. */
@ExtendWith(QuietLog.class)
class SalvageMapsTest {
    private static final FileOptions SMALL = TestStore.segments(4096);
    private static final FileOptions SALVAGE = TestStore.salvage(SMALL);
    private static final int ENTRIES = 40;

    @Test
    void keepsTheEntriesWhoseValuesAreThere() {
        SimulatedDisk disk = filled();
        Map<String, byte[]> files = disk.live();
        assertThat(files.remove(Segment.fileName(3))).isNotNull();

        assertThatThrownBy(() -> TestStore.open(new SimulatedDisk(files), SMALL))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT));
        StorageEngine salvaged = TestStore.open(new SimulatedDisk(files), SALVAGE);

        List<MapEntry> left = new ArrayList<>();
        salvaged.entries("map").forEachRemaining(left::add);
        assertThat(left).hasSizeBetween(ENTRIES / 2, ENTRIES - 1);
        assertThat(salvaged.entryCount("map")).isEqualTo(left.size());
        assertThat(left)
                .allSatisfy(entry ->
                        assertThat(entry.value()).isEqualTo(value(entry.key().toArray()[0])));
    }

    @Test
    void namesAMapWhoseNameIsLost() {
        SimulatedDisk disk = filled();
        Map<String, byte[]> files = disk.live();
        files.remove(Segment.fileName(1));
        files.keySet().removeIf(Checkpointer::isCheckpoint);

        StorageEngine salvaged = TestStore.open(new SimulatedDisk(files), SALVAGE);

        assertThat(salvaged.maps()).containsOnlyKeys(UnitReader.LOST_QUEUE + 1);
        assertThat(salvaged.entryCount(UnitReader.LOST_QUEUE + 1)).isBetween(ENTRIES / 2L, ENTRIES - 1L);
    }

    private static SimulatedDisk filled() {
        SimulatedDisk disk = new SimulatedDisk();
        StorageEngine engine = TestStore.open(disk, SMALL);
        engine.write(List.of(new Change.OpenMap("map", Map.of())), Durability.FORCED);
        for (int i = 0; i < ENTRIES; i++) {
            Bytes key = Bytes.wrap(new byte[] {(byte) i});
            engine.write(List.of(new Change.PutEntry("map", key, value(i), MapEntry.ABSENT)), Durability.FORCED);
        }
        engine.close();
        return disk;
    }

    private static Bytes value(int number) {
        byte[] value = new byte[600];
        value[0] = (byte) number;
        return Bytes.wrap(value);
    }
}
