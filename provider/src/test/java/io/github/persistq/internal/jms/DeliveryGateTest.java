package io.github.persistq.internal.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeliveryGateTest {
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final DeliveryGate gate = new DeliveryGate();

    @AfterEach
    void endThread() {
        other.shutdownNow();
    }

    @Test
    void waitsForThoseWhoLookForMessagesToLeave() throws Exception {
        gate.beginTake();
        gate.close();

        CompletableFuture<Void> closer = CompletableFuture.runAsync(gate::awaitTakers, other);

        assertThatThrownBy(() -> closer.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        gate.endTake();
        closer.get();
    }

    @Test
    void waitsForNobodyIfNobodyLooks() {
        gate.beginTake();
        gate.endTake();

        gate.awaitTakers();

        assertThat(gate.isInside()).isFalse();
    }

    @Test
    void aDeliveryOutlastsTheTake() throws Exception {
        gate.start();
        gate.beginTake();
        assertThat(gate.enter(this)).isTrue();
        gate.endTake();
        gate.close();
        gate.awaitTakers();

        CompletableFuture<Void> closer = CompletableFuture.runAsync(gate::awaitOutside, other);

        assertThatThrownBy(() -> closer.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        gate.exit();
        closer.get();
    }
}
