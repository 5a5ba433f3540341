package io.github.persistq.model;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.ReadyListener;
import io.github.persistq.spi.StorageEngine;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An engine with a planted fault: it writes something else than it is told. */
record AlteredFixture(EngineFixture fixture, UnaryOperator<Change> fault) implements EngineFixture {
    @Override
    public StorageEngine open(InstantSource clock) {
        return new AlteredEngine(fixture.open(clock), fault);
    }

    @Override
    public StorageEngine reopen(StorageEngine engine) {
        return new AlteredEngine(fixture.reopen(((AlteredEngine) engine).engine()), fault);
    }

    @Override
    public StorageEngine crash(StorageEngine engine) {
        return new AlteredEngine(fixture.crash(((AlteredEngine) engine).engine()), fault);
    }

    @Override
    public void close() {
        fixture.close();
    }

    private record AlteredEngine(StorageEngine engine, UnaryOperator<Change> fault) implements StorageEngine {
        @Override
        public long[] write(List<Change> changes, Durability durability) {
            return engine.write(changes.stream().map(fault).toList(), durability);
        }

        @Override
        public Claimer claimer(QueueName queue, Filter filter) {
            return engine.claimer(queue, filter);
        }

        @Override
        public List<Delivery> claimExpired(QueueName queue, int limit) {
            return engine.claimExpired(queue, limit);
        }

        @Override
        public Iterator<QueuedMessage> browse(QueueName queue, Set<MessageState> states) {
            return engine.browse(queue, states);
        }

        @Override
        public Map<QueueName, QueueSpec> queues() {
            return engine.queues();
        }

        @Override
        public QueueStats stats(QueueName queue) {
            return engine.stats(queue);
        }

        @Override
        public Set<BranchId> prepared() {
            return engine.prepared();
        }

        @Override
        public MapEntry entry(String map, Bytes key) {
            return engine.entry(map, key);
        }

        @Override
        public Iterator<MapEntry> entries(String map) {
            return engine.entries(map);
        }

        @Override
        public long entryCount(String map) {
            return engine.entryCount(map);
        }

        @Override
        public Map<String, Map<String, String>> maps() {
            return engine.maps();
        }

        @Override
        public long compact() {
            return engine.compact();
        }

        @Override
        public void onReady(ReadyListener listener) {
            engine.onReady(listener);
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
