package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageException.Kind;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Compaction: the store gets smaller, and nothing else is to be seen of it. */
abstract class CompactContract extends ContractPart {
    @Test
    void changesNothingThatCanBeSeen() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(3));
        open(BILLS, QueueSpec.DEFAULT);
        write(new Change.OpenMap("map", Map.of("a", "b")));
        fillAndSettle(200);
        for (int i = 0; i < 10; i++) {
            send(Messages.prioritized("ready " + i, i));
            write(new Change.Append(Messages.message("both " + i), List.of(ORDERS, BILLS)));
            write(new Change.PutEntry("map", bytes("key " + i), bytes("value " + i), MapEntry.ANY));
        }
        send(Messages.delayed("delayed", clock.millis() + 1000));
        claimOne();
        write(nackAtTail(claimOne()));
        write(prepare(ack(claimOne()), append("prepared")));
        fillAndSettle(200);
        String before = wholeState();

        assertThat(engine.compact()).isNotNegative();

        assertThat(wholeState()).isEqualTo(before);
        engine.compact();
        assertThat(wholeState()).isEqualTo(before);
        write(new Change.RollbackBranch(BRANCH));
        before = wholeState();
        reopen();
        String reopened = wholeState();
        assertThat(reopened.length()).isBetween(before.length() - 10, before.length() + 10);
        engine.compact();
        assertThat(wholeState()).isEqualTo(reopened);
    }

    @Test
    void goesOnAmidUsers() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<List<String>> taken = pool.submit(() -> {
                List<String> texts = new ArrayList<>();
                while (texts.size() < 300) {
                    for (Delivery delivery : claim(ORDERS, Filter.ALL, 7)) {
                        texts.add(Messages.text(delivery.message()));
                        engine.write(List.of(ack(delivery)), Durability.WRITTEN);
                    }
                }
                return texts;
            });
            Future<?> sent = pool.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    engine.write(List.of(append("message %03d".formatted(i))), Durability.WRITTEN);
                }
            });
            int compactions = 0;
            while (!taken.isDone() && compactions < 5 || compactions == 0) {
                engine.compact();
                compactions++;
            }
            sent.get();

            assertThat(taken.get()).hasSize(300).doesNotHaveDuplicates().isSorted();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void isRefusedOnceTheStoreIsClosed() {
        engine.close();

        assertFails(Kind.CLOSED, () -> engine.compact());
    }

    private void fillAndSettle(int messages) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            StoredMessage large = new StoredMessage(bytes("large " + i), Bytes.wrap(new byte[2000]), 9, 0, 0, null);
            changes.add(new Change.Append(large, ORDERS));
        }
        engine.write(changes, Durability.WRITTEN);
        List<Change> settled = new ArrayList<>();
        claim(ORDERS, Filter.ALL, messages).forEach(delivery -> settled.add(ack(delivery)));
        engine.write(settled, Durability.FORCED);
    }
}
