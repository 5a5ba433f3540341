package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.FaultyEngineFactory;
import io.github.persistq.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageStoreTest {
    private static final QueueName QUEUE = QueueName.queue("q");

    private final ManualClock clock = new ManualClock();
    private final String name = UUID.randomUUID().toString();
    private final StoreRegistry registry = new StoreRegistry();
    private StoreRegistry.Reference reference = open("");
    private MessageStore store = reference.store();

    private StoreRegistry.Reference open(String options) {
        return registry.acquire(StoreUrl.parse("persistq:faulty:" + name + options), clock);
    }

    private void reopen(String options) {
        reference.close();
        reference = open(options);
        store = reference.store();
    }

    @AfterEach
    void close() {
        FaultyEngineFactory.heal(name);
        reference.close();
    }

    private static StoredMessage message(int size) {
        return new StoredMessage(Bytes.EMPTY, Bytes.wrap(new byte[size]), 4, 0, 0, null);
    }

    private void append(StoredMessage message) {
        store.ensureQueue(QUEUE);
        store.commit(List.of(new Change.Append(message, QUEUE)), Durability.WRITTEN);
    }

    private static StorageException.Kind kindOf(ThrowableAssert.ThrowingCallable call) {
        return Assertions.catchThrowableOfType(StorageException.class, call).kind();
    }

    @Test
    void pollsWhatWasCommitted() {
        append(message(1));
        QueueReader reader = store.reader(QUEUE, Filter.ALL);

        Delivery delivery = reader.poll().orElseThrow();

        assertThat(delivery.deliveryCount()).isEqualTo(1);
        assertThat(reader.poll()).isEmpty();
    }

    @Test
    void pollsNothingOnceClosed() {
        append(message(1));
        QueueReader reader = store.reader(QUEUE, Filter.ALL);
        reader.close();
        reader.close();

        assertThat(reader.poll()).isEmpty();
        assertThat(reader.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void releasesWithoutCountingTheDelivery() {
        append(message(1));
        QueueReader reader = store.reader(QUEUE, Filter.ALL);

        store.release(reader.poll().orElseThrow());

        assertThat(reader.poll().orElseThrow().deliveryCount()).isEqualTo(1);
    }

    @Test
    void signalsARegisteredWaiterOfADelayedMessage() {
        store.ensureQueue(QUEUE);
        QueueReader reader = store.reader(QUEUE, Filter.ALL);
        Waiter waiter = new Waiter();
        reader.register(waiter);
        long due = clock.millis() + 100;

        append(new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, due, 0, null));

        assertThat(waiter.isSignalled()).isTrue();
        assertThat(reader.nextDueMillis()).isEqualTo(due);
        assertThat(reader.keepTime(due)).isEqualTo(due);
        reader.unregister();
        assertThat(store.waiters().isEmpty()).isTrue();
    }

    @Test
    void keepsWhatAQueueWasMadeForWhenItsOptionsChange() {
        QueueSpec temporary = QueueSpec.DEFAULT.withTemporary(true).withLabels(Map.of("topic", "news"));
        store.commit(List.of(new Change.OpenQueue(QUEUE, temporary)), Durability.WRITTEN);

        store.ensureQueue(QUEUE);

        append(message(1));
        assertThat(store.stats(QUEUE).ready()).isEqualTo(1);
    }

    @Test
    void namesTheSizesOfAMessageThatIsTooLarge() {
        reopen("?maxMessageBytes=1k");

        assertThat(kindOf(() -> store.checkSize(message(1025)))).isEqualTo(StorageException.Kind.TOO_LARGE);
        store.checkSize(message(1024));
    }

    @Test
    void givesUpAnUnreadableMessageWithItsBodyAsBytes() {
        append(message(5));
        Delivery delivery = store.reader(QUEUE, Filter.ALL).poll().orElseThrow();

        store.giveUp(delivery, DeadLetters.UNREADABLE, new IllegalArgumentException("why"));

        Delivery dead =
                store.reader(QueueName.queue("DLQ.q"), Filter.ALL).poll().orElseThrow();
        assertThat(dead.message().body().length()).isEqualTo(5);
        assertThat(store.stats(QUEUE).failed()).isEqualTo(1);
    }

    @Test
    void tellsFailureListenersOnce() {
        List<StorageException> told = new ArrayList<>();
        store.onFailure(told::add);
        store.ensureQueue(QUEUE);
        FaultyEngineFactory.fail(name, StorageException.Kind.POISONED);

        kindOf(() -> append(message(1)));
        kindOf(() -> append(message(1)));

        assertThat(told).hasSize(1);
    }

    @Test
    void tellsNobodyOfAFailureThatPasses() {
        List<StorageException> told = new ArrayList<>();
        store.onFailure(told::add);
        store.ensureQueue(QUEUE);
        FaultyEngineFactory.fail(name, StorageException.Kind.STORE_FULL);

        assertThat(kindOf(() -> append(message(1)))).isEqualTo(StorageException.Kind.STORE_FULL);

        assertThat(told).isEmpty();
    }

    @Test
    void keepsClientIdentifiersApart() {
        assertThat(store.takeClientId("a")).isTrue();
        assertThat(store.takeClientId("a")).isFalse();
        store.releaseClientId("a");
        assertThat(store.takeClientId("a")).isTrue();
    }

    /** A second close returned while the first was still at work: the subscription that it gave up was not free yet. */
    @Test
    @Timeout(60)
    void aSecondCloseOfAReaderWaitsForTheFirst() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        QueueReader reader = store.newReader(QUEUE, Filter.ALL, () -> {
            closing.countDown();
            awaitQuietly(goOn);
            ended.set(true);
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(reader::close);
        closing.await();
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> {
            reader.close();
            return ended.get();
        });

        goOn.countDown();

        assertThat(second.get()).isTrue();
        first.get();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
