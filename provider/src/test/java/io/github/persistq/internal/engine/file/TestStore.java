package io.github.persistq.internal.engine.file;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** A file engine with one queue, and words to speak of it. */
final class TestStore {
    static final QueueName ORDERS = QueueName.queue("orders");
    static final FileOptions OPTIONS = new FileOptions(Durability.FORCED, 64 << 10, 0, 0, false, false);

    private TestStore() {}

    static FileEngine open(Disk disk, FileOptions options) {
        try {
            return new FileEngine(disk, options, new ManualClock(), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new store with the queue. */
    static FileEngine create(Disk disk, FileOptions options) {
        FileEngine engine = open(disk, options);
        engine.write(List.of(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT)), Durability.FORCED);
        return engine;
    }

    static FileOptions segments(int bytes) {
        return new FileOptions(Durability.FORCED, bytes, 0, 0, false, false);
    }

    static FileOptions salvage(FileOptions options) {
        return new FileOptions(
                options.durability(),
                options.segmentBytes(),
                options.maxStoreBytes(),
                options.cacheBytes(),
                true,
                options.holdInFlight());
    }

    /** A message that tells by its head which body it must have. */
    static StoredMessage message(int number, int bodyLength) {
        return new StoredMessage(Bytes.wrap(head(number)), Bytes.wrap(body(number, bodyLength)), 4, 0, 0, null);
    }

    private static byte[] head(int number) {
        return ("message " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] body(int number, int length) {
        byte[] body = new byte[length];
        new Random(number).nextBytes(body);
        return body;
    }

    static int number(StoredMessage message) {
        String head = new String(message.head().toArray(), StandardCharsets.UTF_8);
        return Integer.parseInt(head.substring("message ".length()));
    }

    static boolean isAsSent(StoredMessage message) {
        return message.equals(message(number(message), message.body().length()));
    }

    static long send(StorageEngine engine, int number, int bodyLength) {
        return engine.write(List.of(new Change.Append(message(number, bodyLength), ORDERS)), Durability.FORCED)[0];
    }

    static List<Delivery> claim(StorageEngine engine, int limit) {
        return claim(engine, limit, Filter.ALL);
    }

    static List<Delivery> claim(StorageEngine engine, int limit, Filter filter) {
        try (Claimer claimer = engine.claimer(ORDERS, filter)) {
            return claimer.claim(limit);
        }
    }

    static void ack(StorageEngine engine, Delivery delivery) {
        engine.write(List.of(new Change.Ack(delivery.queue(), delivery.sequence())), Durability.WRITTEN);
    }

    /** The numbers of all ready messages, which must be as they were sent. */
    static List<Integer> numbers(StorageEngine engine) {
        return claim(engine, Integer.MAX_VALUE).stream()
                .map(delivery -> {
                    if (!isAsSent(delivery.message())) {
                        throw new AssertionError("another payload was sent: " + delivery);
                    }
                    return number(delivery.message());
                })
                .toList();
    }
}
