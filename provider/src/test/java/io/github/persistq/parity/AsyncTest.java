package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.PutResult;
import io.github.persistq.QueueOptions;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Futures and publishers. */
@Parity("P24")
class AsyncTest extends StoreFixture {
    @Test
    void putsInOrderWithoutWaiting() throws Exception {
        List<CompletableFuture<PutResult>> futures = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(queue.putAsync("item " + i));
            expected.add("item " + i);
        }

        long before = 0;
        for (CompletableFuture<PutResult> future : futures) {
            long id = future.get(SOON.toMillis(), TimeUnit.MILLISECONDS).id();
            assertThat(id).isGreaterThan(before);
            before = id;
        }
        assertThat(drain()).isEqualTo(expected);
    }

    @Test
    void tellsEachFutureOfItsOwnFailure() throws Exception {
        PersistentQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxMessages(1).failWhenFull());

        CompletableFuture<PutResult> first = small.putAsync("a");
        CompletableFuture<PutResult> second = small.putAsync("b");
        CompletableFuture<PutResult> third = queue.putAsync("c");

        assertThat(first.get(SOON.toMillis(), TimeUnit.MILLISECONDS).duplicate())
                .isFalse();
        assertThatThrownBy(() -> second.get(SOON.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StorageException.class);
        assertThat(third.get(SOON.toMillis(), TimeUnit.MILLISECONDS).id()).isPositive();
    }

    @Test
    void writesWhatWasHandedOverBeforeAClose() {
        for (int i = 0; i < 50; i++) {
            queue.putAsync("item");
        }
        try (var other = io.github.persistq.QueueStore.open(url(""))) {
            store.close();

            assertThat(other.queue("orders", io.github.persistq.Serializers.utf8())
                            .stats()
                            .ready())
                    .isEqualTo(50);
        }
    }

    @Test
    void takesOnceThereIsSomething() throws Exception {
        CompletableFuture<Delivery<String>> first = queue.takeAsync();
        CompletableFuture<Delivery<String>> second = queue.takeAsync();
        assertThat(first).isNotDone();

        put("a", "b");

        Delivery<String> a = first.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        Delivery<String> b = second.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(a.item()).isEqualTo("a");
        assertThat(b.item()).isEqualTo("b");
        a.ack();
        b.ack();
        assertThat(queue.stats().unsettled()).isZero();
    }

    @Test
    void takesWhatBecomesDue() throws Exception {
        CompletableFuture<Delivery<String>> future = queue.takeAsync();

        queue.put("later", PutOptions.DEFAULT.delay(Duration.ofMillis(300)));

        assertThat(future.get(SOON.toMillis(), TimeUnit.MILLISECONDS).item()).isEqualTo("later");
    }

    @Test
    void losesNothingWhenFuturesAreCancelled() throws Exception {
        int items = 60;
        List<CompletableFuture<Delivery<String>>> futures = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            futures.add(queue.takeAsync());
        }
        Thread canceller = daemon("canceller", () -> {
            for (int i = 0; i < items; i += 2) {
                futures.get(i).cancel(true);
            }
        });
        for (int i = 0; i < items; i++) {
            put("item " + i);
        }
        canceller.join(SOON.toMillis());

        List<String> seen = new ArrayList<>();
        for (CompletableFuture<Delivery<String>> future : futures) {
            if (!future.isCancelled()) {
                Delivery<String> delivery = future.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
                seen.add(delivery.item());
                delivery.ack();
            }
        }
        eventually(() -> queue.stats().inFlight() == 0);
        seen.addAll(drain());

        assertThat(seen).hasSize(items).doesNotHaveDuplicates();
    }

    @Test
    void endsFuturesWithAClose() {
        CompletableFuture<Delivery<String>> future = queue.takeAsync();

        store.close();

        assertThatThrownBy(() -> future.get(SOON.toMillis(), TimeUnit.MILLISECONDS))
                .hasCauseInstanceOf(StorageException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> queue.takeAsync()).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> queue.putAsync("a")).isInstanceOf(StorageException.class);
    }

    @Test
    void publishesNoMoreThanIsAskedFor() throws Exception {
        put("a", "b", "c", "d");
        Collector collector = new Collector();
        queue.publisher().subscribe(collector);

        collector.subscription.request(2);

        assertThat(collector.next()).isEqualTo("a");
        assertThat(collector.next()).isEqualTo("b");
        eventually(() -> queue.stats().ready() == 2);
        assertThat(collector.items.poll(100, TimeUnit.MILLISECONDS)).isNull();
        collector.subscription.request(Long.MAX_VALUE);
        assertThat(collector.next()).isEqualTo("c");
        assertThat(collector.next()).isEqualTo("d");
        put("e");
        assertThat(collector.next()).isEqualTo("e");
        collector.subscription.cancel();
        put("f");
        assertThat(collector.items.poll(100, TimeUnit.MILLISECONDS)).isNull();
        assertThat(drain()).containsExactly("f");
    }

    @Test
    void sharesItemsAmongSubscribersAndEndsWithAClose() throws Exception {
        Collector first = new Collector();
        Collector second = new Collector();
        queue.publisher().subscribe(first);
        queue.publisher().subscribe(second);
        first.subscription.request(100);
        second.subscription.request(100);
        for (int i = 0; i < 20; i++) {
            put("item " + i);
        }

        eventually(() -> first.seen.size() + second.seen.size() == 20);

        assertThat(first.seen).isNotEmpty().doesNotContainAnyElementsOf(second.seen);
        assertThat(second.seen).isNotEmpty();
        store.close();
        eventually(() -> first.completed && second.completed);
    }

    @Test
    void refusesABadRequestAndSurvivesASubscriberThatThrows() throws Exception {
        Collector bad = new Collector();
        queue.publisher().subscribe(bad);
        bad.subscription.request(0);
        eventually(() -> bad.error instanceof IllegalArgumentException);

        put("a");
        CountDownLatch called = new CountDownLatch(1);
        queue.publisher().subscribe(new Collector() {
            @Override
            public void onSubscribe(Flow.Subscription s) {
                s.request(1);
            }

            @Override
            public void onNext(Delivery<String> delivery) {
                called.countDown();
                throw new IllegalStateException("no");
            }
        });

        called.await();
        assertThat(queue.poll(SOON).orElseThrow().deliveryCount()).isEqualTo(2);
    }

    /** Keeps what it gets, and acknowledges it. */
    private static class Collector implements Flow.Subscriber<Delivery<String>> {
        final BlockingQueue<String> items = new LinkedBlockingQueue<>();
        final List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
        volatile Flow.Subscription subscription;
        volatile Throwable error;
        volatile boolean completed;

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
        }

        @Override
        public void onNext(Delivery<String> delivery) {
            delivery.ack();
            items.add(delivery.item());
            seen.add(delivery.item());
        }

        @Override
        public void onError(Throwable e) {
            error = e;
        }

        @Override
        public void onComplete() {
            completed = true;
        }

        String next() throws InterruptedException {
            return items.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
