package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A filter is asked while others use the queue. A message that became ready ahead of the one being tested was passed over
 * and never claimed: the place of a refused message must not hide what arrived ahead of it meanwhile.
 */
class FileClaimerTest {
    private static final QueueName ORDERS = QueueName.queue("orders");

    private final FileFixture fixture = new FileFixture("durability=os");
    private final List<String> tested = new ArrayList<>();
    private StorageEngine engine;
    private Runnable meanwhile = () -> {};
    private Claimer claimer;

    @BeforeEach
    void open() {
        engine = fixture.open(new ManualClock());
        write(new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT));
        claimer = engine.claimer(ORDERS, this::wantsX);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private boolean wantsX(Bytes head) {
        String text = text(head);
        tested.add(text);
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return text.startsWith("x");
    }

    @Test
    void findsWhatArrivesAheadOfTheMessageThatIsTested() {
        send("low", 1);
        meanwhile = () -> send("x", 9);

        assertThat(claim()).containsExactly("x");
    }

    @Test
    void findsWhatArrivesAheadOfAMessageThatIsClaimed() {
        send("x1", 1);
        meanwhile = () -> {
            send("x2", 9);
            send("unwanted", 8);
        };

        assertThat(claim()).containsExactly("x1");
        assertThat(claim()).containsExactly("x2");
        assertThat(claim()).isEmpty();
        assertThat(tested).containsExactly("x1", "x2", "unwanted");
    }

    @Test
    void passesOverNothingWhenTheMessageThatIsTestedGoesToTheTail() {
        long first = send("first", 4);
        send("second", 4);
        assertThat(claim()).isEmpty();
        nack(claimExactly(first), false);
        meanwhile = () -> {
            send("x", 4);
            nack(claimExactly(first), true);
        };

        assertThat(claim()).containsExactly("x");
    }

    @Test
    void testsAMessageAgainThatBecameReadyAnewWhileItWasTested() {
        long only = send("only", 4);
        meanwhile = () -> nack(claimExactly(only), false);

        assertThat(claim()).isEmpty();
        assertThat(claim()).isEmpty();

        assertThat(tested).containsExactly("only", "only");
    }

    private List<String> claim() {
        return claimer.claim(1).stream().map(d -> text(d.message().head())).toList();
    }

    private Delivery claimExactly(long sequence) {
        try (Claimer other = engine.claimer(ORDERS, Filter.ALL)) {
            return other.claimExactly(sequence).orElseThrow();
        }
    }

    private void nack(Delivery delivery, boolean toTail) {
        write(new Change.Nack(ORDERS, delivery.sequence(), 0, toTail));
    }

    private long send(String text, int priority) {
        Bytes bytes = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
        return write(new Change.Append(new StoredMessage(bytes, Bytes.EMPTY, priority, 0, 0, null), ORDERS))[0];
    }

    private long[] write(Change change) {
        return engine.write(List.of(change), Durability.WRITTEN);
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }
}
