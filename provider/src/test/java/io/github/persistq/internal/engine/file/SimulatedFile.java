package io.github.persistq.internal.engine.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A file of a {@link SimulatedDisk}: what reads see, what is durable, and what happened since it was last forced.
 *
 * <p>Threading: guarded by the disk's lock.
 */
final class SimulatedFile {
    static final int SECTOR = 512;

    /** For probes: the name it has now. */
    volatile String name;

    private byte[] durable;
    private byte[] live;
    private int size;
    private final List<Event> unforced = new ArrayList<>();

    /** A write, or without bytes a truncation, and the file's size after it. */
    private record Event(int position, byte[] bytes, int sizeAfter) {
        boolean isTruncation() {
            return bytes == null;
        }
    }

    SimulatedFile(String name, byte[] content) {
        this.name = name;
        durable = content;
        live = content.clone();
        size = content.length;
    }

    /** A copy that lives on by itself. */
    SimulatedFile(SimulatedFile other) {
        name = other.name;
        durable = other.durable.clone();
        live = other.live.clone();
        size = other.size;
        unforced.addAll(other.unforced);
    }

    int size() {
        return size;
    }

    /** Copies what fits to the buffer; returns how much that was. */
    int read(ByteBuffer target, long position) {
        int length = (int) Math.max(0, Math.min(target.remaining(), size - position));
        if (length > 0) {
            target.put(live, (int) position, length);
        }
        return length;
    }

    void write(int position, byte[] bytes) {
        int end = position + bytes.length;
        if (end > live.length) {
            live = Arrays.copyOf(live, Math.max(end, 2 * live.length));
        }
        System.arraycopy(bytes, 0, live, position, bytes.length);
        size = Math.max(size, end);
        unforced.add(new Event(position, bytes, size));
    }

    void truncate(int newSize) {
        if (newSize < size) {
            Arrays.fill(live, newSize, size, (byte) 0);
            size = newSize;
            unforced.add(new Event(newSize, null, newSize));
        }
    }

    void force() {
        durable = live();
        unforced.clear();
    }

    byte[] live() {
        return Arrays.copyOf(live, size);
    }

    byte[] durable() {
        return durable.clone();
    }

    /**
     * One of the contents that the file may have after a power cut. Each sector holds what it held after some number of the
     * writes to it; a truncation, with all that follows it, happened or not; the size may lag behind the data.
     */
    byte[] afterPowerCut(Random random) {
        List<Event> kept = new ArrayList<>(unforced);
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).isTruncation() && random.nextBoolean()) {
                kept.subList(i, kept.size()).clear();
            }
        }
        int lostShare = random.nextInt(4) * 33;
        int keptSize = durable.length;
        byte[] content = Arrays.copyOf(durable, Math.max(live.length, durable.length));
        Map<Integer, Integer> versions = versions(kept, random, lostShare);
        boolean sizeLags = random.nextInt(4) == 0;
        for (Event event : kept) {
            if (event.isTruncation()) {
                Arrays.fill(content, event.position(), content.length, (byte) 0);
                keptSize = event.sizeAfter();
            } else {
                writeSectors(event, content, versions);
                keptSize = sizeLags && random.nextInt(100) < 30 ? keptSize : Math.max(keptSize, event.sizeAfter());
            }
        }
        return Arrays.copyOf(content, Math.min(keptSize, content.length));
    }

    /** How many of the writes to each sector reached the device. */
    private static Map<Integer, Integer> versions(List<Event> kept, Random random, int lostShare) {
        Map<Integer, Integer> versions = new HashMap<>();
        for (Event event : kept) {
            if (!event.isTruncation()) {
                for (int s = event.position() / SECTOR; s * SECTOR < event.position() + event.bytes().length; s++) {
                    versions.merge(s, 1, Integer::sum);
                }
            }
        }
        versions.replaceAll((sector, all) -> random.nextInt(100) < lostShare ? random.nextInt(all) : all);
        return versions;
    }

    private static void writeSectors(Event event, byte[] content, Map<Integer, Integer> versions) {
        int end = event.position() + event.bytes().length;
        for (int s = event.position() / SECTOR; s * SECTOR < end; s++) {
            if (versions.merge(s, -1, Integer::sum) >= 0) {
                int from = Math.max(s * SECTOR, event.position());
                int to = Math.min((s + 1) * SECTOR, end);
                System.arraycopy(event.bytes(), from - event.position(), content, from, to - from);
            }
        }
    }
}
