package io.github.persistq.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** One chapter of the contract: an engine on a new store with the open queue {@code orders}, and words to speak of it. */
@Timeout(60)
abstract class ContractPart {
    static final QueueName ORDERS = QueueName.queue("orders");
    static final QueueName BILLS = QueueName.queue("bills");
    static final BranchId BRANCH = branch("branch");

    final ManualClock clock = new ManualClock();
    EngineFixture fixture;
    StorageEngine engine;

    abstract EngineFixture newFixture();

    @BeforeEach
    void openStore() {
        fixture = newFixture();
        engine = fixture.open(clock);
        open(ORDERS, QueueSpec.DEFAULT);
    }

    @AfterEach
    void closeStore() {
        engine.close();
        fixture.close();
    }

    void reopen() {
        engine = fixture.reopen(engine);
    }

    void crash() {
        engine = fixture.crash(engine);
    }

    static BranchId branch(String name) {
        return new BranchId(1, Messages.bytes(name), Bytes.EMPTY);
    }

    long[] write(Change... changes) {
        return engine.write(Arrays.asList(changes), Durability.FORCED);
    }

    void open(QueueName queue, QueueSpec spec) {
        write(new Change.OpenQueue(queue, spec));
    }

    long send(StoredMessage message) {
        return write(new Change.Append(message, ORDERS))[0];
    }

    long send(String text) {
        return send(Messages.message(text));
    }

    Delivery claimOne() {
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 1);
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    List<Delivery> claim(QueueName queue, Filter filter, int limit) {
        try (Claimer claimer = engine.claimer(queue, filter)) {
            return claimer.claim(limit);
        }
    }

    /** Claims all that is ready and names it. */
    List<String> claimTexts() {
        return texts(claim(ORDERS, Filter.ALL, Integer.MAX_VALUE));
    }

    static List<String> texts(List<Delivery> deliveries) {
        return deliveries.stream().map(d -> Messages.text(d.message())).toList();
    }

    List<String> browse(MessageState first, MessageState... rest) {
        return browse(ORDERS, first, rest);
    }

    List<String> browse(QueueName queue, MessageState first, MessageState... rest) {
        List<String> texts = new ArrayList<>();
        engine.browse(queue, EnumSet.of(first, rest)).forEachRemaining(m -> texts.add(Messages.text(m.message())));
        return texts;
    }

    /** Every message of every queue, and all else that a caller can ask for. */
    String wholeState() {
        Map<String, String> queues = new TreeMap<>();
        engine.queues().forEach((queue, spec) -> {
            StringBuilder messages = new StringBuilder();
            engine.browse(queue, EnumSet.allOf(MessageState.class))
                    .forEachRemaining(m -> messages.append(m).append(Messages.text(m.message())));
            queues.put(queue.toString(), spec + " " + engine.stats(queue) + " " + messages);
        });
        return engine.prepared() + " " + queues + " " + wholeMaps();
    }

    private Map<String, String> wholeMaps() {
        Map<String, String> maps = new TreeMap<>();
        engine.maps().forEach((map, labels) -> {
            StringBuilder entries = new StringBuilder();
            engine.entries(map)
                    .forEachRemaining(e -> entries.append(Messages.text(e.key()))
                            .append('=')
                            .append(Messages.text(e.value()))
                            .append(" version ")
                            .append(e.version())
                            .append(", "));
            maps.put(map, new TreeMap<>(labels) + " " + engine.entryCount(map) + " " + entries);
        });
        return maps;
    }

    QueueStats stats() {
        return engine.stats(ORDERS);
    }

    static Change.Ack ack(Delivery delivery) {
        return new Change.Ack(delivery.queue(), delivery.sequence());
    }

    static Change.AckFailed ackFailed(Delivery delivery) {
        return new Change.AckFailed(delivery.queue(), delivery.sequence());
    }

    static Change.Expire expire(Delivery delivery) {
        return new Change.Expire(delivery.queue(), delivery.sequence());
    }

    static Change.Nack nack(Delivery delivery) {
        return new Change.Nack(delivery.queue(), delivery.sequence(), 0, false);
    }

    static Change.Nack nackAtTail(Delivery delivery) {
        return new Change.Nack(delivery.queue(), delivery.sequence(), 0, true);
    }

    static Change.Release release(Delivery delivery) {
        return new Change.Release(delivery.queue(), delivery.sequence());
    }

    static Change.Append append(String text) {
        return new Change.Append(Messages.message(text), ORDERS);
    }

    static Change.Append append(StoredMessage message) {
        return new Change.Append(message, ORDERS);
    }

    static Change.Prepare prepare(Change... changes) {
        return new Change.Prepare(BRANCH, List.of(changes));
    }

    /** Writes what cannot be written and checks that it changed nothing. */
    void assertRefused(StorageException.Kind kind, Change... changes) {
        String before = wholeState();
        assertFails(kind, () -> write(changes));
        assertThat(wholeState()).isEqualTo(before);
    }

    static void assertFails(StorageException.Kind kind, ThrowingCallable call) {
        StorageException failure = catchThrowableOfType(StorageException.class, call);
        assertThat(failure).as("a StorageException of kind %s", kind).isNotNull();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageMatching("(?s).{10,}");
    }
}
