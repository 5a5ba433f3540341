package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.keyed;
import static io.github.persistq.contract.Messages.message;
import static io.github.persistq.spi.StorageException.Kind.ILLEGAL_CHANGE;
import static io.github.persistq.spi.StorageException.Kind.NO_SUCH_QUEUE;
import static io.github.persistq.spi.StorageException.Kind.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Unique;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sending: sequences, atomicity, limits, unique keys and the ready listener. */
abstract class AppendContract extends ContractPart {

    @Test
    void numbersMessagesFromOneUpwards() {
        long[] sequences = write(append("a"), append("b"));

        assertThat(sequences).containsExactly(1, 2);
        assertThat(send("c")).isEqualTo(3);
    }

    @Test
    void givesBackTheMessageAsItWasSent() {
        StoredMessage sent = new StoredMessage(
                Messages.bytes("head"),
                Bytes.wrap(new byte[] {9, 1, 2, 9}, 1, 2),
                7,
                clock.millis() - 5,
                clock.millis() + 5000,
                "key");

        long sequence = send(sent);

        assertThat(claimOne()).isEqualTo(new Delivery(ORDERS, sequence, 1, false, sent));
    }

    @Test
    void storesEmptyAndLargeMessages() {
        StoredMessage empty = new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, null);
        StoredMessage large =
                new StoredMessage(Bytes.wrap(new byte[70_000]), Bytes.wrap(new byte[300_000]), 4, 0, 0, null);

        write(append(empty), append(large));

        assertThat(claim(ORDERS, Filter.ALL, 2)).extracting(Delivery::message).containsExactly(empty, large);
    }

    @Test
    void returnsNothingForAnEmptyUnitOfWork() {
        assertThat(engine.write(List.of(), Durability.FORCED)).isEmpty();
    }

    @Test
    void acceptsMessagesThatNeedNotBeForced() {
        long[] sequences = engine.write(List.of(append("a")), Durability.WRITTEN);

        assertThat(sequences).containsExactly(1);
        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void putsOneMessageInSeveralQueuesUnderOneSequence() {
        open(BILLS, QueueSpec.DEFAULT);

        long[] sequences = write(new Change.Append(message("a"), List.of(ORDERS, BILLS)));

        assertThat(sequences).hasSize(1);
        Delivery order = claimOne();
        assertThat(order.sequence()).isEqualTo(sequences[0]);
        write(ack(order));
        assertThat(claim(BILLS, Filter.ALL, 9)).extracting(Delivery::sequence).containsExactly(sequences[0]);
    }

    @Test
    void appliesAllChangesOfAUnitOrNone() {
        open(BILLS, QueueSpec.DEFAULT);
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));
        send("acked");
        write(ack(claimOne()));
        long waiting = send("waiting");
        send(Messages.prioritized("a", 9));
        Delivery claimed = claimOne();

        assertRefused(
                ILLEGAL_CHANGE,
                append("b"),
                ack(claimed),
                new Change.Replace(ORDERS, waiting, Bytes.EMPTY, Bytes.EMPTY),
                new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT),
                new Change.OpenQueue(QueueName.queue("new"), QueueSpec.DEFAULT),
                new Change.DropQueue(BILLS),
                prepare(append("held")),
                new Change.Ack(ORDERS, 999));

        write(ack(claimed));
    }

    @Test
    void drawsNoSequenceForAUnitThatFailed() {
        assertRefused(ILLEGAL_CHANGE, append("a"), new Change.Ack(ORDERS, 999));

        assertThat(send("b")).isEqualTo(1);
    }

    @Test
    void failsWhenOneOfTheQueuesIsUnknown() {
        assertRefused(NO_SUCH_QUEUE, new Change.Append(message("a"), List.of(ORDERS, BILLS)));
    }

    @Test
    void refusesMoreMessagesThanTheQueueMayHold() {
        open(ORDERS, QueueSpec.DEFAULT.withLimits(2, 0));
        send("a");
        write(append(Messages.delayed("b", clock.millis() + 1000)));

        assertRefused(QUEUE_FULL, append("c"));
        Delivery claimed = claimOne();
        assertRefused(QUEUE_FULL, append("c"));

        write(ack(claimed));
        send("c");
    }

    @Test
    void refusesMoreBytesThanTheQueueMayHold() {
        long two = message("a").size() * 2;
        open(ORDERS, QueueSpec.DEFAULT.withLimits(0, two));
        send("a");
        send("b");

        assertRefused(QUEUE_FULL, append(new StoredMessage(Bytes.EMPTY, Bytes.wrap(new byte[1]), 4, 0, 0, null)));

        send(new StoredMessage(Bytes.EMPTY, Bytes.EMPTY, 4, 0, 0, null));
    }

    @Test
    void countsWhatTheUnitItselfSettledAsGone() {
        open(ORDERS, QueueSpec.DEFAULT.withLimits(1, 0));
        send("a");
        Delivery claimed = claimOne();

        assertRefused(QUEUE_FULL, append("b"), ack(claimed));
        write(ack(claimed), append("b"));

        assertThat(claimTexts()).containsExactly("b");
    }

    @Test
    void dropsADuplicateOfAWaitingMessage() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING));
        send(keyed("a", "k"));

        assertThat(send(keyed("b", "k"))).isZero();
        Delivery claimed = claimOne();
        assertThat(send(keyed("c", "k"))).isPositive();
        write(nack(claimed));

        assertThat(claimTexts()).containsExactly("a", "c");
    }

    @Test
    void dropsADuplicateOfWhatTheUnitAppendedBeforeItMadeTheQueueUnique() {
        QueueSpec unique = QueueSpec.DEFAULT.withUnique(Unique.UNSETTLED);

        write(append(keyed("a", "k")), new Change.OpenQueue(ORDERS, unique), append(keyed("b", "k")));

        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void dropsADuplicateOfADelayedMessage() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING));
        send(Messages.message("a", 4, clock.millis() + 1000, 0, "k"));

        assertThat(send(keyed("b", "k"))).isZero();
    }

    @Test
    void dropsADuplicateUntilTheMessageIsSettled() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.UNSETTLED).withKeepAcked(5));
        send(keyed("a", "k"));
        Delivery claimed = claimOne();

        assertThat(send(keyed("b", "k"))).isZero();
        write(ack(claimed));

        assertThat(send(keyed("c", "k"))).isPositive();
    }

    @Test
    void dropsADuplicateWhileTheAcknowledgedMessageIsKept() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.KEPT).withKeepAcked(1));
        send(keyed("a", "k"));
        write(ack(claimOne()));

        assertThat(send(keyed("b", "k"))).isZero();
        send(keyed("other", "k2"));
        write(ack(claimOne()));

        assertThat(send(keyed("c", "k"))).isPositive();
    }

    @Test
    void freesTheKeyOfAFailedOrExpiredMessage() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.KEPT).withKeepAcked(5));
        send(keyed("a", "k"));
        write(ackFailed(claimOne()));

        assertThat(send(keyed("b", "k"))).isPositive();
        write(expire(claimOne()));

        assertThat(send(keyed("c", "k"))).isPositive();
    }

    @Test
    void drawsNoSequenceForAMessageThatEveryQueueDropped() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING));

        long[] sequences = write(append(keyed("a", "k")), append(keyed("b", "k")), append(keyed("c", "other")));

        assertThat(sequences).containsExactly(1, 0, 2);
    }

    @Test
    void dropsADuplicateOnlyInTheQueuesThatHoldIt() {
        QueueSpec unique = QueueSpec.DEFAULT.withUnique(Unique.WAITING);
        open(ORDERS, unique);
        open(BILLS, unique);
        send(keyed("a", "k"));

        long[] sequences = write(new Change.Append(keyed("b", "k"), List.of(ORDERS, BILLS)));

        assertThat(sequences[0]).isPositive();
        assertThat(browse(MessageState.READY)).containsExactly("a");
        assertThat(browse(BILLS, MessageState.READY)).containsExactly("b");
    }

    @Test
    void dropsADuplicateEvenWhenTheQueueIsFull() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING).withLimits(1, 0));
        send(keyed("a", "k"));

        assertThat(send(keyed("b", "k"))).isZero();
    }

    @Test
    void keepsEqualKeysWhereTheQueueIsNotUniqueOrTheKeyIsMissing() {
        write(append(keyed("a", "k")), append(keyed("b", "k")));
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.KEPT));
        write(append("c"), append("d"));

        assertThat(claimTexts()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void tellsTheListenerOfEveryMessageThatBecameReady() {
        List<String> calls = new ArrayList<>();
        engine.onReady((queue, messages) -> calls.add(queue + " " + messages));

        write(append("a"), append("b"), append(Messages.delayed("later", clock.millis() + 1000)));
        assertThat(calls).containsExactly("orders 3");
        Delivery first = claimOne();
        Delivery second = claimOne();
        assertThat(calls).hasSize(1);
        write(nack(first));
        write(release(second));

        assertThat(calls).containsExactly("orders 3", "orders 1", "orders 1");
    }

    @Test
    void tellsTheListenerOfAMessageThatIsDueAtTheVeryMoment() {
        List<String> calls = new ArrayList<>();
        engine.onReady((queue, messages) -> calls.add(queue + " " + messages));

        send(Messages.delayed("a", clock.millis()));

        assertThat(calls).containsExactly("orders 1");
    }

    @Test
    void tellsTheListenerWhenTheMessageCanBeClaimedAlready() {
        List<String> claimed = new ArrayList<>();
        engine.onReady((queue, messages) -> claimed.addAll(claimTexts()));

        send("a");

        assertThat(claimed).containsExactly("a");
    }

    @Test
    void tellsTheListenerNothingOfAUnitThatFailed() {
        List<String> calls = new ArrayList<>();
        engine.onReady((queue, messages) -> calls.add(queue + " " + messages));

        assertRefused(ILLEGAL_CHANGE, append("a"), new Change.Ack(ORDERS, 999));

        assertThat(calls).isEmpty();
    }

    @Test
    void keepsTheInterruptOfTheCaller() {
        Thread.currentThread().interrupt();

        send("a");
        List<String> claimed = claimTexts();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(claimed).containsExactly("a");
        send("b");
    }
}
