package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a store that has a bit of everything in it. Those that releases wrote are kept under {@code src/test/resources/format-1},
 * which knew no maps, and {@code format-2}, and must open for ever: the main method makes a directory like them, for a new format.
 */
final class GoldenStore {
    static final FileOptions OPTIONS = new FileOptions(Durability.FORCED, 1500, 0, 0, false, false);
    private static final QueueName PLAIN = QueueName.queue("plain");
    private static final QueueName RICH = QueueName.queue("rich \u00fc\u4e2d");
    private static final QueueName TOPIC = new QueueName(QueueName.Kind.SUBSCRIPTION, "client/topic");
    private static final QueueName TEMPORARY = QueueName.queue("temporary");
    private static final BranchId OPEN = new BranchId(7, bytes("global"), bytes("open"));
    private static final BranchId ENDED = new BranchId(7, bytes("global"), Bytes.EMPTY);

    private GoldenStore() {}

    /** Writes {@code crashed}, {@code closed} and the expected content to a directory. */
    public static void main(String[] args) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        FileEngine engine = new FileEngine(disk, OPTIONS, new ManualClock(), () -> {});
        fill(engine);
        save(disk.live(), Path.of(args[0]).resolve("crashed"));
        engine.close();
        save(disk.live(), Path.of(args[0]).resolve("closed"));
        Files.writeString(Path.of(args[0]).resolve("expected.txt"), seen(TestStore.open(disk, OPTIONS)));
    }

    private static void save(Map<String, byte[]> files, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] bytes = file.getValue();
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            // Most of the zeros written ahead may be missing after a crash; some may belong to the last frame.
            int kept = Math.min(bytes.length, (end + 256) & ~7);
            Files.write(directory.resolve(file.getKey()), Arrays.copyOf(bytes, kept));
        }
    }

    private static void fill(StorageEngine engine) {
        write(engine, new Change.OpenQueue(PLAIN, QueueSpec.DEFAULT));
        QueueSpec rich = new QueueSpec(
                QueueSpec.Order.LIFO, QueueSpec.Unique.KEPT, 2, 1000, 1 << 20, false, Map.of("label", "value \u00fc"));
        write(engine, new Change.OpenQueue(RICH, rich), new Change.OpenQueue(TOPIC, QueueSpec.DEFAULT));
        write(engine, new Change.OpenQueue(TEMPORARY, QueueSpec.DEFAULT.withTemporary(true)));
        long now = new ManualClock().millis();
        for (int i = 0; i < 12; i++) {
            write(
                    engine,
                    new Change.Append(message("topic " + i, i % 10, 0, 0, null), List.of(PLAIN, TOPIC)),
                    new Change.Append(message("keyed " + i, 4, 0, 0, "key" + i % 8), RICH));
        }
        write(engine, new Change.Append(message("delayed", 4, now + 100_000, 0, null), PLAIN));
        write(engine, new Change.Append(message("expiring", 4, 0, now + 100_000, null), PLAIN));
        write(engine, new Change.Append(message("gone", 4, 0, 0, null), TEMPORARY));
        List<Delivery> plain = engine.claimer(PLAIN, Filter.ALL).claim(6);
        write(engine, new Change.Ack(PLAIN, plain.get(0).sequence()));
        write(engine, new Change.Nack(PLAIN, plain.get(1).sequence(), now + 50_000, false));
        write(engine, new Change.Nack(PLAIN, plain.get(2).sequence(), 0, true));
        write(engine, new Change.Release(PLAIN, plain.get(3).sequence()));
        write(engine, new Change.AckFailed(PLAIN, plain.get(4).sequence()));
        List<Delivery> richOnes = engine.claimer(RICH, Filter.ALL).claim(5);
        write(engine, new Change.Ack(RICH, richOnes.get(0).sequence()));
        write(engine, new Change.Ack(RICH, richOnes.get(1).sequence()));
        write(engine, new Change.Expire(RICH, richOnes.get(2).sequence()));
        write(
                engine,
                new Change.Prepare(
                        OPEN,
                        List.of(
                                new Change.Append(message("prepared", 4, 0, 0, null), PLAIN),
                                new Change.Ack(RICH, richOnes.get(3).sequence()))));
        write(
                engine,
                new Change.Prepare(ENDED, List.of(new Change.Append(message("committed", 9, 0, 0, null), PLAIN))));
        write(engine, new Change.CommitBranch(ENDED));
        long replaced = engine.claimer(TOPIC, Filter.ALL).claim(3).get(2).sequence();
        write(engine, new Change.Replace(TOPIC, replaced, bytes("replaced"), bytes("another body")));
        fillMaps(engine);
        engine.compact();
        write(engine, new Change.ForgetAcked(RICH, 10, 1));
        write(
                engine,
                put("key 1", "after the checkpoint"),
                new Change.RemoveEntry("map \u00fc", bytes("key 2"), MapEntry.ANY));
    }

    private static void fillMaps(StorageEngine engine) {
        write(
                engine,
                new Change.OpenMap("map \u00fc", Map.of("label", "value \u00fc")),
                new Change.OpenMap("gone", Map.of()));
        write(engine, new Change.OpenMap("empty", Map.of()), new Change.DropMap("gone"));
        for (int i = 0; i < 5; i++) {
            write(engine, put("key " + i, "value " + i));
        }
        write(engine, put("", ""));
    }

    private static Change.PutEntry put(String key, String value) {
        return new Change.PutEntry("map \u00fc", bytes(key), bytes(value), MapEntry.ANY);
    }

    private static void write(StorageEngine engine, Change... changes) {
        engine.write(List.of(changes), Durability.FORCED);
    }

    private static StoredMessage message(String text, int priority, long deliverAt, long expiresAt, String key) {
        return new StoredMessage(
                bytes(text), bytes(("body of " + text + ", ").repeat(3)), priority, deliverAt, expiresAt, key);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    /** All that is in the store, as text. */
    static String seen(StorageEngine engine) {
        List<String> lines = new ArrayList<>();
        engine.prepared().forEach(b -> lines.add("prepared " + text(b.globalId()) + "/" + text(b.qualifier())));
        Map<String, QueueName> queues = new TreeMap<>();
        engine.queues().keySet().forEach(queue -> queues.put(queue.toString(), queue));
        queues.forEach((name, queue) -> {
            lines.add(name + ": " + engine.queues().get(queue));
            lines.add("  " + engine.stats(queue));
            engine.browse(queue, EnumSet.allOf(MessageState.class))
                    .forEachRemaining(message -> lines.add("  " + line(message)));
        });
        new TreeMap<>(engine.maps()).forEach((name, labels) -> {
            lines.add("map " + name + ": " + labels + " " + engine.entryCount(name));
            engine.entries(name)
                    .forEachRemaining(entry -> lines.add(
                            "  %s = %s version %d".formatted(text(entry.key()), text(entry.value()), entry.version())));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String line(QueuedMessage queued) {
        StoredMessage message = queued.message();
        return "%d %s delivered %d priority %d deliverAt %d expiresAt %d key %s: %s | %s"
                .formatted(
                        queued.sequence(),
                        queued.state(),
                        queued.deliveryCount(),
                        message.priority(),
                        message.deliverAtMillis(),
                        message.expiresAtMillis(),
                        message.uniqueKey(),
                        text(message.head()),
                        text(message.body()));
    }
}
