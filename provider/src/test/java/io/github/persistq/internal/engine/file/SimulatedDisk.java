package io.github.persistq.internal.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * A directory in memory that can lose power and fail. It knows what was forced, and makes the contents that are possible
 * after a power cut; it asks a probe before each operation, which may look, interrupt the thread or fail the operation.
 *
 * <p>Threading: thread-safe; the probe is called without the lock.
 */
final class SimulatedDisk implements Disk {
    /** What is asked of the disk. */
    enum Operation {
        LIST,
        OPEN,
        CREATE,
        RENAME,
        DELETE,
        FORCE_DIRECTORY,
        READ,
        WRITE,
        FORCE,
        TRUNCATE
    }

    /** Called before each operation; what it throws is the operation's failure. */
    @FunctionalInterface
    interface Probe {
        Probe NONE = (operation, file) -> {};

        void before(Operation operation, String file) throws IOException;
    }

    /** Thrown by a probe: a write stops after this many bytes, then fails. */
    static final class ShortWriteException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int bytes;

        ShortWriteException(int bytes, String message) {
            super(message);
            this.bytes = bytes;
        }
    }

    /** A change of names since the directory was last forced: {@code from} and {@code to} are null for create and delete. */
    private record NameChange(String from, String to, SimulatedFile file) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, SimulatedFile> names = new TreeMap<>();
    private final Map<String, SimulatedFile> durableNames = new TreeMap<>();
    private final List<NameChange> unforced = new ArrayList<>();
    private final AtomicInteger openFiles = new AtomicInteger();
    private volatile Probe probe = Probe.NONE;
    private volatile long capacity = Long.MAX_VALUE;

    SimulatedDisk() {
        this(Map.of());
    }

    /** A disk with these files, all durable. */
    SimulatedDisk(Map<String, byte[]> files) {
        files.forEach((name, content) -> names.put(name, new SimulatedFile(name, content.clone())));
        durableNames.putAll(names);
    }

    void probe(Probe newProbe) {
        probe = newProbe;
    }

    /** How many bytes fit. */
    void capacity(long bytes) {
        capacity = bytes;
    }

    /** How many files are open. */
    int openFiles() {
        return openFiles.get();
    }

    /** The bytes of all files. */
    long used() {
        lock.lock();
        try {
            return names.values().stream().mapToLong(SimulatedFile::size).sum();
        } finally {
            lock.unlock();
        }
    }

    // ---- what a crash leaves

    /** All as the system has it: what is left when the process dies alone. */
    Map<String, byte[]> live() {
        lock.lock();
        try {
            Map<String, byte[]> files = new TreeMap<>();
            names.forEach((name, file) -> files.put(name, file.live()));
            return files;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The disk as a killed process leaves it to the next: all that was written is there, and what was not forced still is
     * not.
     */
    SimulatedDisk afterKill() {
        lock.lock();
        try {
            Map<SimulatedFile, SimulatedFile> copies = new IdentityHashMap<>();
            UnaryOperator<SimulatedFile> copy = file -> copies.computeIfAbsent(file, SimulatedFile::new);
            SimulatedDisk left = new SimulatedDisk();
            names.forEach((name, file) -> left.names.put(name, copy.apply(file)));
            durableNames.forEach((name, file) -> left.durableNames.put(name, copy.apply(file)));
            unforced.forEach(
                    change -> left.unforced.add(new NameChange(change.from(), change.to(), copy.apply(change.file()))));
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Only what was forced. */
    Map<String, byte[]> durable() {
        lock.lock();
        try {
            Map<String, byte[]> files = new TreeMap<>();
            durableNames.forEach((name, file) -> files.put(name, file.durable()));
            return files;
        } finally {
            lock.unlock();
        }
    }

    /** What was forced, and any part of what was not. */
    Map<String, byte[]> afterPowerCut(Random random) {
        lock.lock();
        try {
            Map<String, SimulatedFile> left = new TreeMap<>(durableNames);
            int lostShare = random.nextInt(3) * 50;
            for (NameChange change : unforced) {
                if (random.nextInt(100) >= lostShare) {
                    apply(change, left);
                }
            }
            Map<String, byte[]> files = new TreeMap<>();
            left.forEach((name, file) -> files.put(name, file.afterPowerCut(random)));
            return files;
        } finally {
            lock.unlock();
        }
    }

    private static void apply(NameChange change, Map<String, SimulatedFile> names) {
        if (change.from() == null) {
            names.put(change.to(), change.file());
        } else if (names.remove(change.from(), change.file()) && change.to() != null) {
            names.put(change.to(), change.file());
        }
    }

    // ---- Disk

    @Override
    public List<String> list() throws IOException {
        probe.before(Operation.LIST, "");
        lock.lock();
        try {
            return new ArrayList<>(names.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        probe.before(Operation.OPEN, name);
        lock.lock();
        try {
            return new Handle(existing(name));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        probe.before(Operation.CREATE, name);
        lock.lock();
        try {
            if (used() >= capacity) {
                throw new IOException("No space left on device");
            }
            SimulatedFile file = new SimulatedFile(name, new byte[0]);
            change(new NameChange(null, name, file));
            return new Handle(file);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        probe.before(Operation.RENAME, to);
        lock.lock();
        try {
            SimulatedFile file = existing(from);
            file.name = to;
            change(new NameChange(from, to, file));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        probe.before(Operation.DELETE, name);
        lock.lock();
        try {
            SimulatedFile file = names.get(name);
            if (file != null) {
                change(new NameChange(name, null, file));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        probe.before(Operation.FORCE_DIRECTORY, "");
        lock.lock();
        try {
            durableNames.clear();
            durableNames.putAll(names);
            unforced.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "simulated";
    }

    private void change(NameChange change) {
        apply(change, names);
        unforced.add(change);
    }

    private SimulatedFile existing(String name) throws IOException {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    /** An open file. */
    private final class Handle implements DiskFile {
        private final SimulatedFile file;
        private volatile boolean closed;

        Handle(SimulatedFile file) {
            this.file = file;
            openFiles.incrementAndGet();
        }

        private void before(Operation operation) throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            probe.before(operation, file.name);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            before(Operation.READ);
            lock.lock();
            try {
                return file.read(target, position);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            try {
                before(Operation.WRITE);
            } catch (ShortWriteException e) {
                store(Arrays.copyOf(bytes, Math.min(e.bytes, bytes.length)), position);
                throw e;
            }
            store(bytes, position);
        }

        private void store(byte[] bytes, long position) throws IOException {
            lock.lock();
            try {
                long free = capacity - used();
                long fits = Math.max(0, file.size() - position + free);
                if (bytes.length > fits) {
                    file.write((int) position, Arrays.copyOf(bytes, (int) fits));
                    throw new IOException("No space left on device");
                }
                file.write((int) position, bytes);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void force() throws IOException {
            before(Operation.FORCE);
            lock.lock();
            try {
                file.force();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void truncate(long newSize) throws IOException {
            before(Operation.TRUNCATE);
            lock.lock();
            try {
                file.truncate((int) Math.min(newSize, Integer.MAX_VALUE));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long size() throws IOException {
            lock.lock();
            try {
                return file.size();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openFiles.decrementAndGet();
            }
        }
    }
}
