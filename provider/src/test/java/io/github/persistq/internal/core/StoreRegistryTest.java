package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.FaultyEngineFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreRegistryTest {
    private final StoreRegistry registry = new StoreRegistry();

    private StoreRegistry.Reference open(String url) {
        return registry.acquire(StoreUrl.parse(url), InstantSource.system());
    }

    @Test
    void sharesOneStorePerIdentity() {
        StoreRegistry.Reference one = open("persistq:memory:a");
        StoreRegistry.Reference two = open("persistq:memory:a?clientID=x");
        StoreRegistry.Reference other = open("persistq:memory:b");

        assertThat(one.store()).isSameAs(two.store()).isNotSameAs(other.store());
    }

    @Test
    void closesTheStoreWithItsLastReference() {
        StoreRegistry.Reference one = open("persistq:memory:a");
        StoreRegistry.Reference two = open("persistq:memory:a");

        one.close();
        one.close();
        two.store().ensureQueue(QueueName.queue("still open"));
        two.close();

        assertThatThrownBy(() -> two.store().ensureQueue(QueueName.queue("closed")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        assertThat(open("persistq:memory:a").store()).isNotSameAs(one.store());
    }

    @Test
    void namesTheOptionThatDiffers() {
        open("persistq:memory:a?maxMessageBytes=1m");

        assertThatThrownBy(() -> open("persistq:memory:a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMessageBytes=1m");
    }

    @Test
    void takesEqualValuesThatAreWrittenTheSame() {
        StoreRegistry.Reference one = open("persistq:memory:a?maxMessageBytes=1m&q.maxDeliveries=3");

        assertThat(open("persistq:memory:a?q.maxDeliveries=3&maxMessageBytes=1m")
                        .store())
                .isSameAs(one.store());
    }

    @Test
    void canOpenAfterAFailure() {
        FaultyEngineFactory.fail("registry", StorageException.Kind.LOCKED);
        assertThatThrownBy(() -> open("persistq:faulty:registry")).isInstanceOf(StorageException.class);
        FaultyEngineFactory.heal("registry");

        assertThat(open("persistq:faulty:registry").store()).isNotNull();
    }

    @Test
    void opensOnceForThreadsThatAskAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<MessageStore>> calls =
                    Collections.nCopies(64, () -> open("persistq:memory:busy").store());
            List<MessageStore> stores = new ArrayList<>();
            for (Future<MessageStore> future : threads.invokeAll(calls)) {
                stores.add(future.get());
            }
            Set<MessageStore> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
            distinct.addAll(stores);

            assertThat(distinct).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
