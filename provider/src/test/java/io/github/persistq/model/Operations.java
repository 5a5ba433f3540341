package io.github.persistq.model;

import io.github.persistq.model.Side.ClaimerKey;
import io.github.persistq.model.Side.Wants;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueSpec.Unique;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Draws operations: mostly such as a program would make, some that must be refused.
 *
 * <p>Threading: confined to the run.
 */
final class Operations {
    static final List<QueueName> QUEUES = List.of(
            QueueName.queue("a"),
            QueueName.queue("b"),
            QueueName.queue("c"),
            new QueueName(QueueName.Kind.SUBSCRIPTION, "a"));
    static final List<BranchId> BRANCHES = List.of(
            new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY),
            new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.wrap(new byte[] {2})));

    static final List<String> MAPS = List.of("a", "m");

    /** One operation, ready to be made on either side. */
    record Operation(String text, Function<Side, Object> action) {}

    private final Random random;
    private final ManualClock clock;
    /** What was claimed and, as far as is known here, not settled; some of it may be stale, on purpose. */
    private final List<Delivery> claimed = new ArrayList<>();

    /** What comes before anything else is drawn. */
    private final Deque<Operation> planned = new ArrayDeque<>();

    private int bodies;
    /** How many changes of a hundred are appends; redrawn now and then, so that queues grow deep and run dry. */
    private int appendShare = 50;

    Operations(Random random, ManualClock clock) {
        this.random = random;
        this.clock = clock;
    }

    /** Opens all the queues, as a program does when it starts. */
    Operation first() {
        List<Change> opening = new ArrayList<>();
        QUEUES.forEach(queue -> opening.add(openQueue(queue)));
        MAPS.forEach(map -> opening.add(new Change.OpenMap(map, Map.of())));
        return write(opening);
    }

    Operation next() {
        if (!planned.isEmpty()) {
            return planned.removeFirst();
        }
        if (random.nextInt(100) == 0) {
            appendShare = 15 + random.nextInt(70);
        }
        int dice = random.nextInt(1000);
        if (dice < 420) {
            return write(changes(random.nextInt(6) == 0 ? random.nextInt(6) : 1));
        } else if (dice < 640) {
            return claim();
        } else if (dice < 700) {
            return claimExactly();
        } else if (dice < 760) {
            return claimAfter();
        } else if (dice < 810) {
            return claimExpired();
        } else if (dice < 930) {
            return advance();
        } else if (dice < 950) {
            ClaimerKey key = claimerKey();
            return operation("close claimer " + key, side -> {
                side.closeClaimer(key);
                return "closed";
            });
        } else if (dice < 985) {
            return write(branchEnd());
        } else if (dice < 990) {
            return operation("compact", side -> {
                side.engine.compact();
                return "compacted";
            });
        }
        return restart();
    }

    /** Takes note of what both sides answered. */
    void note(Object outcome) {
        if (outcome instanceof List<?> list) {
            list.forEach(this::note);
        } else if (outcome instanceof Optional<?> optional) {
            optional.ifPresent(this::note);
        } else if (outcome instanceof Delivery delivery) {
            claimed.add(delivery);
        }
    }

    private Operation write(List<Change> changes) {
        Durability durability = random.nextBoolean() ? Durability.FORCED : Durability.WRITTEN;
        return operation(
                "write " + durability + " " + changes,
                side -> Arrays.stream(side.engine.write(changes, durability))
                        .boxed()
                        .toList());
    }

    private Operation claim() {
        ClaimerKey key = claimerKey();
        int limit = random.nextInt(4);
        return operation(
                "claim " + limit + " by " + key, side -> side.claimer(key).claim(limit));
    }

    private Operation claimExactly() {
        ClaimerKey key = claimerKey();
        long sequence = sequence();
        return operation(
                "claim exactly " + sequence + " by " + key,
                side -> side.claimer(key).claimExactly(sequence));
    }

    private Operation claimAfter() {
        ClaimerKey key = claimerKey();
        long sequence = sequence();
        return operation(
                "claim after " + sequence + " by " + key,
                side -> side.claimer(key).claimAfter(sequence));
    }

    private Operation claimExpired() {
        QueueName queue = queue();
        int limit = 1 + random.nextInt(3);
        return operation("claim expired " + limit + " of " + queue, side -> side.engine.claimExpired(queue, limit));
    }

    private Operation advance() {
        long millis = random.nextInt(40);
        // The clock is shared by both sides, so that it moves while the operation is drawn.
        clock.advance(millis);
        return operation("advance the clock by " + millis, side -> "advanced");
    }

    private Operation restart() {
        boolean crash = random.nextBoolean();
        if (random.nextInt(3) > 0) {
            claimed.clear();
        }
        QUEUES.forEach(queue -> planned.add(write(List.of(openQueue(queue)))));
        return operation(crash ? "crash" : "reopen", side -> {
            if (crash) {
                side.crash();
            } else {
                side.reopen();
            }
            return "opened";
        });
    }

    private List<Change> changes(int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            changes.add(change());
        }
        return changes;
    }

    private Change change() {
        if (random.nextInt(6) == 0) {
            return mapChange();
        }
        if (random.nextInt(100) < appendShare) {
            return append();
        }
        int dice = random.nextInt(100);
        if (dice < 35) {
            return settlement();
        } else if (dice < 68) {
            return giveBack();
        } else if (dice < 78) {
            return new Change.Replace(queue(), sequence(), head(), body());
        } else if (dice < 86) {
            return openQueue(queue());
        } else if (dice < 87) {
            return new Change.DropQueue(queue());
        } else if (dice < 89) {
            return new Change.ForgetAcked(queue(), random.nextInt(4), random.nextInt(3));
        } else if (dice < 96) {
            return prepare();
        }
        return branchEnd().get(0);
    }

    private Change mapChange() {
        String map = MAPS.get(random.nextInt(MAPS.size()));
        int dice = random.nextInt(100);
        if (dice < 60) {
            return new Change.PutEntry(map, key(), body(), expected());
        } else if (dice < 90) {
            return new Change.RemoveEntry(map, key(), expected());
        } else if (dice < 97) {
            return new Change.OpenMap(map, random.nextBoolean() ? Map.of() : Map.of("label", "" + random.nextInt(3)));
        }
        return new Change.DropMap(map);
    }

    private Bytes key() {
        return Bytes.wrap(new byte[] {(byte) (random.nextInt(6) * 50)});
    }

    /** Mostly anything, sometimes nothing, and sometimes a number that may be right. */
    private long expected() {
        int dice = random.nextInt(10);
        return dice < 6 ? MapEntry.ANY : dice < 8 ? MapEntry.ABSENT : random.nextInt(bodies + 2);
    }

    private Change.Append append() {
        long now = clock.millis();
        String key = random.nextInt(3) == 0 ? "key" + random.nextInt(4) : null;
        StoredMessage message = new StoredMessage(
                head(),
                body(),
                random.nextInt(3) == 0 ? random.nextInt(10) : 4,
                random.nextInt(5) == 0 ? now + random.nextInt(60) : 0,
                random.nextInt(5) == 0 ? now + random.nextInt(120) : 0,
                key);
        List<QueueName> queues =
                random.nextInt(5) == 0 ? List.of(QUEUES.get(random.nextInt(2)), QUEUES.get(3)) : List.of(queue());
        return new Change.Append(message, queues);
    }

    private Change settlement() {
        Target target = target();
        return switch (random.nextInt(5)) {
            case 0 -> new Change.AckFailed(target.queue(), target.sequence());
            case 1 -> new Change.Expire(target.queue(), target.sequence());
            default -> new Change.Ack(target.queue(), target.sequence());
        };
    }

    private Change giveBack() {
        Target target = target();
        if (random.nextInt(3) == 0) {
            return new Change.Release(target.queue(), target.sequence());
        }
        long readyAt = random.nextInt(3) == 0 ? clock.millis() + random.nextInt(50) : 0;
        return new Change.Nack(target.queue(), target.sequence(), readyAt, random.nextInt(3) == 0);
    }

    private Change prepare() {
        List<Change> held = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            held.add(random.nextBoolean() ? append() : settlement());
        }
        return new Change.Prepare(branch(), held);
    }

    private List<Change> branchEnd() {
        BranchId branch = branch();
        return List.of(random.nextBoolean() ? new Change.CommitBranch(branch) : new Change.RollbackBranch(branch));
    }

    private Change openQueue(QueueName queue) {
        Unique unique = random.nextBoolean() ? Unique.NO : Unique.values()[random.nextInt(4)];
        return new Change.OpenQueue(
                queue,
                new QueueSpec(
                        random.nextInt(3) == 0 ? Order.LIFO : Order.FIFO,
                        unique,
                        random.nextInt(4),
                        random.nextInt(5) == 0 ? 1 + random.nextInt(20) : 0,
                        random.nextInt(5) == 0 ? 50 + random.nextInt(400) : 0,
                        random.nextInt(6) == 0,
                        random.nextBoolean() ? Map.of() : Map.of("label", "value " + random.nextInt(3))));
    }

    private record Target(QueueName queue, long sequence) {}

    /** Mostly something claimed, which is then held to be settled; sometimes a wild guess. */
    private Target target() {
        if (claimed.isEmpty() || random.nextInt(12) == 0) {
            return new Target(queue(), sequence());
        }
        int at = random.nextInt(claimed.size());
        Delivery delivery = random.nextInt(10) == 0 ? claimed.get(at) : claimed.remove(at);
        return new Target(delivery.queue(), delivery.sequence());
    }

    private long sequence() {
        return claimed.isEmpty() || random.nextBoolean()
                ? random.nextInt(bodies + 2)
                : claimed.get(random.nextInt(claimed.size())).sequence();
    }

    private ClaimerKey claimerKey() {
        return new ClaimerKey(queue(), Wants.values()[random.nextInt(3)]);
    }

    private QueueName queue() {
        return QUEUES.get(random.nextInt(QUEUES.size()));
    }

    private BranchId branch() {
        return BRANCHES.get(random.nextInt(BRANCHES.size()));
    }

    private Bytes head() {
        return Bytes.wrap(new byte[] {(byte) (random.nextInt(3) == 0 ? 'b' : 'r'), (byte) random.nextInt()});
    }

    private Bytes body() {
        byte[] body = new byte[random.nextInt(20) == 0 ? random.nextInt(200) : random.nextInt(20)];
        Arrays.fill(body, (byte) ++bodies);
        return Bytes.wrap(body);
    }

    private static Operation operation(String text, Function<Side, Object> action) {
        return new Operation(text, action);
    }
}
