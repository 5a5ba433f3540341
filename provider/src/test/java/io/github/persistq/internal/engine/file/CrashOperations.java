package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueSpec.Unique;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Draws operations for crash tests. Each one that has an effect is one frame of the journal.
 *
 * <p>Threading: confined to the run.
 */
final class CrashOperations {
    static final List<QueueName> QUEUES =
            List.of(QueueName.queue("a"), QueueName.queue("b"), new QueueName(QueueName.Kind.SUBSCRIPTION, "a"));
    static final List<BranchId> BRANCHES = List.of(
            new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY),
            new BranchId(2, Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[] {2})));

    static final String MAP = "map";

    /** One operation, which can be made on any engine. */
    record Operation(String text, boolean write, boolean forced, Function<StorageEngine, Object> action) {
        /** What it answers, or the kind of its failure. */
        Object on(StorageEngine engine) {
            try {
                return action.apply(engine);
            } catch (StorageException e) {
                return e.kind();
            }
        }
    }

    private final Random random;
    private final ManualClock clock;
    private final List<Delivery> claimed = new ArrayList<>();
    private int bodies;
    private long lastSequence;

    CrashOperations(Random random, ManualClock clock) {
        this.random = random;
        this.clock = clock;
    }

    Operation openAll() {
        List<Change> opening = new ArrayList<>();
        QUEUES.forEach(queue -> opening.add(openQueue(queue)));
        opening.add(new Change.OpenMap(MAP, Map.of()));
        return write(opening);
    }

    Operation next() {
        int dice = random.nextInt(100);
        if (dice < 2) {
            return new Operation("compact", false, false, engine -> {
                engine.compact();
                return "compacted";
            });
        } else if (dice < 5) {
            return write(List.of(new Change.Replace(queue(), sequence(), head(), body())));
        } else if (dice < 65) {
            List<Change> changes = new ArrayList<>();
            for (int n = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1; n > 0; n--) {
                changes.add(change());
            }
            return write(changes);
        } else if (dice < 85) {
            QueueName queue = queue();
            int limit = 1 + random.nextInt(4);
            return claim("claim " + limit + " of " + queue, engine -> {
                try (Claimer claimer = engine.claimer(queue, Filter.ALL)) {
                    return claimer.claim(limit);
                }
            });
        } else if (dice < 92) {
            QueueName queue = queue();
            long sequence = sequence();
            return claim("claim exactly " + sequence + " of " + queue, engine -> {
                try (Claimer claimer = engine.claimer(queue, Filter.ALL)) {
                    return claimer.claimExactly(sequence);
                }
            });
        }
        QueueName queue = queue();
        return claim("claim expired of " + queue, engine -> engine.claimExpired(queue, 1));
    }

    /** Takes note of what an operation answered. */
    void note(Object outcome) {
        if (outcome instanceof Collection<?> all) {
            all.forEach(this::note);
        } else if (outcome instanceof Optional<?> one) {
            one.ifPresent(this::note);
        } else if (outcome instanceof Delivery delivery) {
            claimed.add(delivery);
        } else if (outcome instanceof Long sequence) {
            lastSequence = Math.max(lastSequence, sequence);
        }
    }

    private static Operation claim(String text, Function<StorageEngine, Object> action) {
        return new Operation(text, false, false, action);
    }

    private Operation write(List<Change> changes) {
        Durability durability = random.nextInt(3) == 0 ? Durability.FORCED : Durability.WRITTEN;
        return new Operation(
                "write " + durability + " " + changes,
                true,
                durability == Durability.FORCED,
                engine ->
                        Arrays.stream(engine.write(changes, durability)).boxed().toList());
    }

    private Change change() {
        int dice = random.nextInt(100);
        if (dice < 8) {
            Bytes key = Bytes.wrap(new byte[] {(byte) random.nextInt(5)});
            return random.nextInt(3) == 0
                    ? new Change.RemoveEntry(MAP, key, MapEntry.ANY)
                    : new Change.PutEntry(MAP, key, body(), random.nextInt(4) == 0 ? MapEntry.ABSENT : MapEntry.ANY);
        } else if (dice < 10) {
            return new Change.ForgetAcked(queue(), 2, random.nextInt(2));
        } else if (dice < 45) {
            return append();
        } else if (dice < 75) {
            return settlement();
        } else if (dice < 85) {
            Delivery target = target();
            long readyAt = random.nextInt(3) == 0 ? clock.millis() + random.nextInt(20) : 0;
            return random.nextBoolean()
                    ? new Change.Release(target.queue(), target.sequence())
                    : new Change.Nack(target.queue(), target.sequence(), readyAt, random.nextInt(3) == 0);
        } else if (dice < 92) {
            return openQueue(queue());
        } else if (dice < 93) {
            return new Change.DropQueue(queue());
        } else if (dice < 96) {
            return prepare();
        }
        BranchId branch = BRANCHES.get(random.nextInt(BRANCHES.size()));
        return random.nextBoolean() ? new Change.CommitBranch(branch) : new Change.RollbackBranch(branch);
    }

    private Change append() {
        long now = clock.millis();
        StoredMessage message = new StoredMessage(
                head(),
                body(),
                random.nextInt(3) == 0 ? random.nextInt(10) : 4,
                random.nextInt(8) == 0 ? now + random.nextInt(30) : 0,
                random.nextInt(8) == 0 ? now + random.nextInt(60) : 0,
                random.nextInt(5) == 0 ? "key" + random.nextInt(3) : null);
        return new Change.Append(
                message, random.nextInt(4) == 0 ? List.of(QUEUES.get(0), QUEUES.get(2)) : List.of(queue()));
    }

    private Change settlement() {
        Delivery target = target();
        return switch (random.nextInt(6)) {
            case 0 -> new Change.AckFailed(target.queue(), target.sequence());
            case 1 -> new Change.Expire(target.queue(), target.sequence());
            default -> new Change.Ack(target.queue(), target.sequence());
        };
    }

    private Change prepare() {
        List<Change> held = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            held.add(random.nextBoolean() ? append() : settlement());
        }
        return new Change.Prepare(BRANCHES.get(random.nextInt(BRANCHES.size())), held);
    }

    private Change openQueue(QueueName queue) {
        return new Change.OpenQueue(
                queue,
                new QueueSpec(
                        random.nextInt(4) == 0 ? Order.LIFO : Order.FIFO,
                        random.nextBoolean() ? Unique.NO : Unique.values()[random.nextInt(4)],
                        random.nextInt(3),
                        0,
                        random.nextInt(8) == 0 ? 3000 : 0,
                        random.nextInt(10) == 0,
                        random.nextBoolean() ? Map.of() : Map.of("label", "value")));
    }

    /** Something claimed, if there is any. */
    private Delivery target() {
        if (claimed.isEmpty()) {
            StoredMessage none = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, null);
            return new Delivery(queue(), sequence(), 1, false, none);
        }
        return claimed.remove(random.nextInt(claimed.size()));
    }

    private long sequence() {
        return Math.max(1, lastSequence - random.nextInt(8));
    }

    private QueueName queue() {
        return QUEUES.get(random.nextInt(QUEUES.size()));
    }

    private Bytes head() {
        byte[] head = new byte[random.nextInt(40)];
        random.nextBytes(head);
        return Bytes.wrap(head);
    }

    private Bytes body() {
        byte[] body = new byte[random.nextInt(30) == 0 ? 5000 : random.nextInt(900)];
        Arrays.fill(body, (byte) ++bodies);
        return Bytes.wrap(body);
    }
}
