package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.testing.PeersEngineFactory;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of the queues when own changes and those of another process cross. */
@Timeout(60)
class CatalogueTest {
    private static final QueueName QUEUE = QueueName.queue("q");
    private static final List<Change> OPENING = List.of(new Change.OpenQueue(QUEUE, QueueSpec.DEFAULT));
    private static final List<Change> DROP = List.of(new Change.DropQueue(QUEUE));

    private final String name = UUID.randomUUID().toString();
    private final StorageEngine own = open("own");
    private final StorageEngine other = open("other");
    private final AtomicBoolean slow = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    private StorageEngine open(String process) {
        return new PeersEngineFactory()
                .open(StoreUrl.parse("persistq:peers:" + name + "?process=" + process), InstantSource.system());
    }

    @AfterEach
    void close() {
        own.close();
        other.close();
    }

    private static QueueTable table(StorageEngine engine) {
        StoreWriter writer = new StoreWriter(engine, new FailureListeners());
        QueueTable table =
                new QueueTable(StoreUrl.parse("persistq:memory:x"), engine.queues(), new Catalogue(engine, writer));
        writer.observers(List.of(table));
        return table;
    }

    /** The own engine, which reads the queues at once but answers when the test says so. */
    private StorageEngine slow() {
        return (StorageEngine) Proxy.newProxyInstance(
                StorageEngine.class.getClassLoader(),
                new Class<?>[] {StorageEngine.class},
                (proxy, method, arguments) -> {
                    Object result = method.invoke(own, arguments);
                    if (method.getName().equals("queues") && slow.get()) {
                        asked.countDown();
                        answer.await();
                    }
                    return result;
                });
    }

    @Test
    void takesOverWhatAnotherProcessDoes() {
        QueueTable table = table(own);

        other.write(OPENING, Durability.WRITTEN);
        table.refresh();
        assertThat(table.names()).containsExactly(QUEUE);
        other.write(DROP, Durability.WRITTEN);
        table.refresh();

        assertThat(table.names()).isEmpty();
    }

    /** A thread comes to tell of its own opening when another process has dropped the queue and that is known already. */
    @Test
    void bringsNoQueueBackThatAnotherProcessDroppedMeanwhile() {
        QueueTable table = table(own);
        own.write(OPENING, Durability.WRITTEN);
        other.write(DROP, Durability.WRITTEN);
        table.refresh();

        table.written(OPENING);
        table.refresh();

        assertThat(table.names()).isEmpty();
    }

    /** A thread opens a queue while another thread of its process takes over a state that does not have it yet. */
    @Test
    void losesNoQueueThatIsOpenedDuringALook() throws Exception {
        QueueTable table = table(slow());
        other.write(List.of(new Change.OpenQueue(QueueName.queue("p"), QueueSpec.DEFAULT)), Durability.WRITTEN);
        slow.set(true);

        CompletableFuture<Void> look = CompletableFuture.runAsync(table::refresh);
        asked.await();
        own.write(OPENING, Durability.WRITTEN);
        AtomicReference<Thread> opener = new AtomicReference<>();
        CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
            opener.set(Thread.currentThread());
            table.written(OPENING);
        });
        await().until(() ->
                opening.isDone() || (opener.get() != null && opener.get().getState() == Thread.State.WAITING));
        answer.countDown();
        look.get(30, TimeUnit.SECONDS);
        opening.get(30, TimeUnit.SECONDS);

        assertThat(table.isCurrent(QUEUE)).isTrue();
    }
}
