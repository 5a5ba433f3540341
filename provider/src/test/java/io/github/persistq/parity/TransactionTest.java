package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.QueueOptions;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import io.github.persistq.Transaction;
import io.github.persistq.spi.StorageException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several queues in one unit of work. */
@Parity("P19")
class TransactionTest extends StoreFixture {
    private PersistentQueue<String> bills;

    @BeforeEach
    void openBills() {
        bills = queue("bills", QueueOptions.DEFAULT);
    }

    @Test
    void showsNothingBeforeTheCommitAndAllAfterIt() throws Exception {
        put("a");
        try (Transaction transaction = store.begin()) {
            Delivery<String> order = transaction.take(queue);
            transaction.put(bills, "bill of " + order.item());
            transaction.put(queue, "next", PutOptions.DEFAULT.priority(1));

            assertThat(bills.poll()).isEmpty();
            assertThat(queue.poll()).isEmpty();
            assertThat(queue.stats().inFlight()).isEqualTo(1);
            transaction.commit();
        }

        assertThat(drain(bills)).containsExactly("bill of a");
        assertThat(drain()).containsExactly("next");
    }

    @Test
    void undoesEverythingWithARollbackOrAClose() throws Exception {
        put("a", "b");
        Transaction rolledBack = store.begin();
        rolledBack.take(queue);
        rolledBack.put(bills, "x");
        rolledBack.rollback();
        try (Transaction closed = store.begin()) {
            assertThat(closed.take(queue).deliveryCount()).isEqualTo(2);
            closed.put(bills, "x");
        }

        assertThat(bills.stats().unsettled()).isZero();
        Delivery<String> again = queue.poll().orElseThrow();
        assertThat(again.item()).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(3);
    }

    @Test
    void endsOnce() throws Exception {
        Transaction transaction = store.begin();
        transaction.commit();

        assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(transaction::rollback).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transaction.put(queue, "a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transaction.take(queue)).isInstanceOf(IllegalStateException.class);
        transaction.close();
    }

    @Test
    void ownsWhatItTook() throws Exception {
        put("a", "b");
        Delivery<String> before = queue.poll().orElseThrow();
        Transaction transaction = store.begin();
        Delivery<String> within = transaction.take(queue);
        transaction.ack(before);

        assertThatThrownBy(within::ack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(before::nack).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> transaction.ack(before)).isInstanceOf(IllegalStateException.class);
        assertThat(transaction.poll(queue, Duration.ZERO)).isEmpty();
        transaction.rollback();

        before.ack();
        assertThat(drain()).containsExactly("b");
    }

    @Test
    void acknowledgesWhatWasTakenBefore() {
        put("a");
        Delivery<String> before = queue.poll().orElseThrow();
        try (Transaction transaction = store.begin()) {
            transaction.ack(before);
            transaction.put(bills, "bill");
            transaction.commit();
        }

        assertThat(queue.stats().unsettled()).isZero();
        assertThat(drain(bills)).containsExactly("bill");
        assertThatThrownBy(before::ack).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void rollsBackWhatDoesNotFit() throws Exception {
        PersistentQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxMessages(1).failWhenFull());
        small.put("there");
        put("a");
        Transaction transaction = store.begin();
        transaction.take(queue);
        transaction.put(bills, "bill");
        transaction.put(small, "too much");

        assertThatThrownBy(transaction::commit)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.QUEUE_FULL));

        assertThat(bills.stats().unsettled()).isZero();
        assertThat(drain()).containsExactly("a");
    }

    @Test
    void survivesWholeOrNotAtAll() throws Exception {
        assumeTrue(isDurable(), "a store in memory is gone with its last user");
        put("a", "b");
        Transaction committed = store.begin();
        committed.take(queue);
        committed.put(bills, "bill of a");
        committed.commit();
        Transaction open = store.begin();
        open.take(queue);
        open.put(bills, "bill of b");

        reopen();

        assertThat(drain(queue("bills", QueueOptions.DEFAULT))).containsExactly("bill of a");
        assertThat(drain()).containsExactly("b");
    }

    @Test
    void refusesQueuesAndDeliveriesOfAnotherStore() {
        try (QueueStore other = QueueStore.open(url(""));
                Transaction transaction = other.begin()) {
            put("a");
            Optional<Delivery<String>> taken = queue.poll();

            assertThatThrownBy(() -> transaction.put(queue, "b")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> transaction.ack(taken.orElseThrow())).isInstanceOf(IllegalArgumentException.class);
            assertThat(other.queue("orders", Serializers.utf8()).stats().inFlight())
                    .isEqualTo(1);
        }
    }
}
