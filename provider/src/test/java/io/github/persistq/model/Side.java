package io.github.persistq.model;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One of the two engines of a run, with its consumers. */
final class Side implements AutoCloseable {
    /** How consumers choose: a head's first byte is its colour. */
    enum Wants {
        ALL,
        RED,
        BLUE
    }

    /** What tells one consumer from another. */
    record ClaimerKey(QueueName queue, Wants wants) {}

    private final EngineFixture fixture;
    private final Map<ClaimerKey, Claimer> claimers = new LinkedHashMap<>();
    StorageEngine engine;

    Side(EngineFixture fixture, ManualClock clock) {
        this.fixture = fixture;
        this.engine = fixture.open(clock);
    }

    /** The consumer that looks at the queue in this way since the store was opened, or since it was closed last. */
    Claimer claimer(ClaimerKey key) {
        return claimers.computeIfAbsent(
                key,
                k -> engine.claimer(
                        k.queue(),
                        switch (k.wants()) {
                            case ALL -> Filter.ALL;
                            case RED -> head -> head.toArray()[0] == 'r';
                            case BLUE -> head -> head.toArray()[0] == 'b';
                        }));
    }

    void closeClaimer(ClaimerKey key) {
        Claimer claimer = claimers.remove(key);
        if (claimer != null) {
            claimer.close();
        }
    }

    void reopen() {
        claimers.clear();
        engine = fixture.reopen(engine);
    }

    void crash() {
        claimers.clear();
        engine = fixture.crash(engine);
    }

    /** What the operation answers, or the kind of its failure. */
    Object outcome(Function<Side, Object> operation) {
        try {
            return operation.apply(this);
        } catch (StorageException e) {
            return e.kind();
        }
    }

    /** All that can be seen of the store from outside, in an order that does not depend on the engine. */
    Map<String, Object> seen(List<QueueName> queues, List<BranchId> branches) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("queues", engine.queues());
        for (BranchId branch : branches) {
            seen.put("prepared " + branch, engine.prepared().contains(branch));
        }
        for (QueueName queue : queues) {
            seen.put("stats of " + queue, engine.stats(queue));
            List<QueuedMessage> messages = new ArrayList<>();
            engine.browse(queue, EnumSet.allOf(MessageState.class)).forEachRemaining(messages::add);
            seen.put("messages of " + queue, messages);
            seen.put(
                    "next due of " + queue,
                    claimer(new ClaimerKey(queue, Wants.ALL)).nextDueMillis());
        }
        seen.put("maps", engine.maps());
        for (String map : Operations.MAPS) {
            List<MapEntry> entries = new ArrayList<>();
            engine.entries(map).forEachRemaining(entries::add);
            seen.put("entries of map " + map, entries);
            seen.put("entry count of map " + map, engine.entryCount(map));
        }
        return seen;
    }

    @Override
    public void close() {
        engine.close();
        fixture.close();
    }
}
