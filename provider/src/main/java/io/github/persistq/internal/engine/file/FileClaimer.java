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
                queue.promoteDue(engine.nowMillis());
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
        while (claimed.size() < limit) {
            Entry candidate = candidate();
            if (candidate == null) {
                break;
            }
            boolean matches = candidate.isExpired(engine.nowMillis()) || matches(candidate);
            engine.lock();
            try {
                if (!matches) {
                    cursor(candidate.queue()).refuse(candidate);
                } else if (candidate.isReady()) {
                    engine.claim(candidate.queue(), List.of(candidate));
                    claimed.add(candidate);
                }
            } finally {
                engine.unlock();
            }
        }
        return claimed;
    }

    private @Nullable Entry candidate() {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            if (queue == null) {
                return null;
            }
            queue.promoteDue(engine.nowMillis());
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

    /** Whether the filter wants it; a message that another consumer settled meanwhile is wanted by nobody. */
    private boolean matches(Entry candidate) {
        Bytes head;
        try {
            head = engine.reader().head(candidate);
        } catch (StorageException e) {
            if (engine.isStored(candidate)) {
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
                queue.promoteDue(engine.nowMillis());
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
        List<Entry> claimed = new ArrayList<>(1);
        Entry start = null;
        boolean wrapped = false;
        Entry at = step(sequence, start);
        while (claimed.isEmpty() && !(at == null && wrapped)) {
            if (at == null) {
                wrapped = true;
                at = step(0, null);
                continue;
            }
            boolean matches = filter == Filter.ALL || at.isExpired(engine.nowMillis()) || matches(at);
            if (matches && claimExactlyThis(at)) {
                claimed.add(at);
            } else {
                at = step(0, at);
            }
        }
        return engine.deliveries(claimed).stream().findFirst();
    }

    private @Nullable Entry step(long sequence, @Nullable Entry after) {
        engine.lock();
        try {
            QueueIndex queue = engine.queue(name);
            if (queue == null) {
                return null;
            }
            queue.promoteDue(engine.nowMillis());
            return after != null
                    ? queue.readyAfter(after)
                    : sequence == 0 ? queue.readyAfter(null) : queue.readyAfter(sequence);
        } finally {
            engine.unlock();
        }
    }

    private boolean claimExactlyThis(Entry entry) {
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
