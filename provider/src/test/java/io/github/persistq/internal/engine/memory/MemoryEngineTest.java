package io.github.persistq.internal.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.StorageEngineContract;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageEngineFactory;
import io.github.persistq.testing.ManualClock;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MemoryEngineTest extends StorageEngineContract {
    @Override
    protected EngineFixture newFixture() {
        return new MemoryFixture();
    }

    @Test
    void isFoundByItsScheme() {
        assertThat(ServiceLoader.load(StorageEngineFactory.class))
                .anyMatch(factory -> factory.scheme().equals("memory") && factory instanceof MemoryEngineFactory);
    }

    @Test
    void isTheSameStoreWhenTheNameIsTheSame() {
        MemoryEngineFactory factory = new MemoryEngineFactory();

        String identity = factory.identity(StoreUrl.parse("persistq:memory:shop?maxDeliveries=3"));

        assertThat(identity).isEqualTo("shop");
    }

    @Test
    void forgetsEverythingWhenItIsClosed() {
        StoreUrl url = StoreUrl.parse("persistq:memory:shop");
        StorageEngine first = new MemoryEngineFactory().open(url, new ManualClock());
        first.write(List.of(new Change.OpenQueue(QueueName.queue("orders"), QueueSpec.DEFAULT)), Durability.FORCED);
        first.close();

        StorageEngine second = new MemoryEngineFactory().open(url, new ManualClock());

        assertThat(second.queues()).isEmpty();
        second.close();
    }
}
