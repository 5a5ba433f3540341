package io.github.persistq.internal.engine.file;

import static io.github.persistq.internal.engine.file.TestStore.ORDERS;
import static io.github.persistq.internal.engine.file.TestStore.ack;
import static io.github.persistq.internal.engine.file.TestStore.claim;
import static io.github.persistq.internal.engine.file.TestStore.numbers;
import static io.github.persistq.internal.engine.file.TestStore.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device without room: sends are refused whole, consumers go on, sends resume. */
@Timeout(60)
@ExtendWith(QuietLog.class)
class FullDeviceTest {
    private FileEngine engine;

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 64 << 20})
    void aFullDeviceIsDrainedAndSendsResume(int segmentBytes) {
        SimulatedDisk small = new SimulatedDisk();
        FileOptions options = TestStore.segments(segmentBytes);
        engine = TestStore.create(small, options);
        small.capacity(9 << 20);

        int sent = fill();
        drain(sent, 1);

        small.probe(SimulatedDisk.Probe.NONE);
        assertThat(fill()).isGreaterThan(sent / 2);
    }

    @Test
    void aFullDeviceIsDrainedInBatches() {
        SimulatedDisk small = new SimulatedDisk();
        engine = TestStore.create(small, TestStore.segments(1 << 20));
        small.capacity(9 << 20);

        int sent = fill();
        drain(sent, 100);

        assertThat(fill()).isGreaterThan(sent / 2);
    }

    @Test
    void aStoreAtItsLimitIsDrainedAndSendsResume() {
        SimulatedDisk unlimited = new SimulatedDisk();
        engine = TestStore.create(unlimited, new FileOptions(Durability.FORCED, 1 << 20, 9 << 20, 0, false, false));

        int sent = fill();
        assertThat(unlimited.used()).isLessThan(10 << 20);
        drain(sent, 1);

        assertThat(fill()).isGreaterThan(sent / 2);
    }

    @Test
    void roomIsMadeAgainFromLessThanTheFirstTime() {
        SimulatedDisk small = new SimulatedDisk();
        engine = TestStore.create(small, TestStore.segments(2 << 20));
        small.capacity(9 << 20);
        int sent = fill();
        drain(sent, 1);
        fill();

        claim(engine, sent / 3).forEach(delivery -> ack(engine, delivery));

        assertThat(fill()).isGreaterThan(sent / 5);
    }

    /** An acknowledgement whose claim had found no room did not fit the journal before it: the store refused to open. */
    @Test
    void aFullStoreIsOpenedAgainAndDrained() {
        SimulatedDisk small = new SimulatedDisk();
        FileOptions options = TestStore.segments(1 << 20);
        engine = TestStore.create(small, options);
        small.capacity(3 << 20);
        int sent = fill();
        List<Delivery> claimed = claim(engine, sent / 2);
        claimed.subList(0, sent / 4).forEach(delivery -> ack(engine, delivery));

        SimulatedDisk crashed = new SimulatedDisk(small.live());
        crashed.capacity(3 << 20);
        engine = TestStore.open(crashed, options);

        drain(sent - sent / 4, 1);
    }

    /** A close gave up the room kept for consumers: a store that was closed while the device was full could not be drained. */
    @Test
    void aFullStoreThatWasClosedIsOpenedAgainAndDrained() {
        SimulatedDisk small = new SimulatedDisk();
        FileOptions options = TestStore.segments(1 << 20);
        engine = TestStore.create(small, options);
        small.capacity(3 << 20);
        int sent = fill();
        engine.close();

        small.capacity(small.used());
        engine = TestStore.open(small, options);

        drain(sent, 1);
    }

    @Test
    void aRefusedSendChangesNothing() {
        SimulatedDisk small = new SimulatedDisk();
        engine = TestStore.create(small, TestStore.OPTIONS);
        small.capacity(600 << 10);
        int sent = fill();

        assertThat(engine.stats(ORDERS).ready()).isEqualTo(sent);
        small.capacity(Long.MAX_VALUE);
        send(engine, sent, 300);

        assertThat(numbers(TestStore.open(new SimulatedDisk(small.durable()), TestStore.OPTIONS)))
                .hasSize(sent + 1);
    }

    /** Sends until there is no room; returns how many were stored. */
    private int fill() {
        int sent = 0;
        try {
            while (true) {
                engine.write(List.of(new Change.Append(TestStore.message(sent, 300), ORDERS)), Durability.WRITTEN);
                sent++;
            }
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.STORE_FULL);
        }
        return sent;
    }

    private void drain(int expected, int batch) {
        int drained = 0;
        List<Delivery> claimed = claim(engine, batch);
        while (!claimed.isEmpty()) {
            for (Delivery delivery : claimed) {
                assertThat(TestStore.isAsSent(delivery.message())).isTrue();
                ack(engine, delivery);
                drained++;
            }
            claimed = claim(engine, batch);
        }
        assertThat(drained).isEqualTo(expected);
    }
}
