package io.github.persistq.internal.engine.file;

import io.github.persistq.internal.engine.index.Cursor;
import io.github.persistq.internal.engine.index.Entry;
import io.github.persistq.internal.engine.index.QueueIndex;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Claims messages of one queue. A filter reads heads without the engine's lock: a candidate is looked up, tested, and
 * claimed if it is still ready.
 *
 * <p>Threading: one thread at a time.
 */
final class FileClaimer implements Claimer {
    private final FileEngine engine;
    private final QueueName name;
    private final Filter filter;
    private @Nullable Cursor cursor;

    FileClaimer(FileEngine engine, QueueName name, Filter filter) {
        this.engine = engine;
        this.name = name;
        this.filter = filter;
    }

    @Override
    public List<Delivery> claim(int limit) {
        List<Entry> claimed = filter == Filter.ALL ? claimFirst(limit) : claimMatching(limit);
        return engine.deliveries(claimed);
    }

    private List<Entry> claimFirst(int limit) {
        engine.lock();
        try {
            List<Entry> first = List.of();
            QueueIndex queue = engine.queue(name);
            if (queue != null) {
                first = queue.firstReady(limit);
                if (!first.isEmpty()) {
                    engine.claim(queue, first);
                }
            }
            return first;
        } finally {
            engine.unlock();
        }
    }

    private List<Entry> claimMatching(int limit) {
        List<Entry> claimed = new ArrayList<>();
        try {
            while (claimed.size() < limit) {
                Entry candidate = candidate();
                if (candidate == null) {
                    break;
                }
                boolean wanted = wants(candidate);
                if (wanted && claimIfReady(candidate)) {
                    claimed.add(candidate);
                } else if (!wanted) {
                    refuse(candidate);
                }
            }
            return claimed;
        } catch (RuntimeException e) {
            new Deliveries(engine).release(claimed, e);
            throw e;
        }
    }

    private void refuse(Entry candidate) {
        engine.lock();
        try {
            cursor(candidate.queue()).refuse();
        } finally {
            engine.unlock();
        }
    }

    private @Nullable Entry candidate() {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            if (queue == null) {
                return null;
            }
            return cursor(queue).next();
        } finally {
            engine.unlock();
        }
    }

    private Cursor cursor(QueueIndex queue) {
        Cursor current = cursor;
        if (current == null || current.queue() != queue) {
            close();
            current = new Cursor(queue);
            cursor = current;
        }
        return current;
    }

    /** Whether it expired or the filter wants it; a message that another consumer settled meanwhile is wanted by nobody. */
    private boolean wants(Entry candidate) {
        if (filter == Filter.ALL || candidate.isExpired(engine.nowMillis())) {
            return true;
        }
        Bytes head;
        try {
            head = engine.reader().head(candidate);
        } catch (StorageException e) {
            // In flight, it is in nobody's way.
            if (claimIfReady(candidate)) {
                new Deliveries(engine).putOff(candidate, e);
                throw e;
            }
            return false;
        }
        return filter.matches(head);
    }

    @Override
    public Optional<Delivery> claimExactly(long sequence) {
        List<Entry> claimed = new ArrayList<>(1);
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            if (queue != null) {
                Entry entry = queue.find(sequence);
                if (entry != null && entry.isReady()) {
                    engine.claim(queue, List.of(entry));
                    claimed.add(entry);
                }
            }
        } finally {
            engine.unlock();
        }
        return engine.deliveries(claimed).stream().findFirst();
    }

    @Override
    public Optional<Delivery> claimAfter(long sequence) {
        Entry claimed = claimFrom(readyAfter(sequence));
        if (claimed == null) {
            claimed = claimFrom(readyAfter(null));
        }
        return claimed == null
                ? Optional.empty()
                : engine.deliveries(List.of(claimed)).stream().findFirst();
    }

    /** Claims the first wanted message from one on; null if there is none. */
    private @Nullable Entry claimFrom(@Nullable Entry start) {
        Entry at = start;
        while (at != null && !(wants(at) && claimIfReady(at))) {
            at = readyAfter(at);
        }
        return at;
    }

    private @Nullable Entry readyAfter(long sequence) {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            return queue == null ? null : notRefused(queue, queue.readyAfter(sequence));
        } finally {
            engine.unlock();
        }
    }

    private @Nullable Entry readyAfter(@Nullable Entry place) {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            return queue == null ? null : notRefused(queue, queue.readyAfter(place));
        } finally {
            engine.unlock();
        }
    }

    private @Nullable Entry notRefused(QueueIndex queue, @Nullable Entry from) {
        Entry at = from;
        while (at != null && filter != Filter.ALL && cursor(queue).hasRefused(at)) {
            at = queue.readyAfter(at);
        }
        return at;
    }

    private boolean claimIfReady(Entry entry) {
        engine.lock();
        try {
            if (engine.queue(name) != entry.queue() || !entry.isReady()) {
                return false;
            }
            engine.claim(entry.queue(), List.of(entry));
            return true;
        } finally {
            engine.unlock();
        }
    }

    @Override
    public long nextDueMillis() {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            return queue == null ? Long.MAX_VALUE : queue.nextDueMillis();
        } finally {
            engine.unlock();
        }
    }

    @Override
    public void close() {
        engine.lock();
        try {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        } finally {
            engine.unlock();
        }
    }
}
