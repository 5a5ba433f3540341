package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.prioritized;
import static io.github.persistq.spi.StorageException.Kind.ILLEGAL_CHANGE;
import static io.github.persistq.spi.StorageException.Kind.NO_SUCH_QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueStats;
import io.github.persistq.spi.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What ends a claim: acknowledge, fail, expire, give back; and replacing a message's content. */
abstract class SettleContract extends ContractPart {

    @Test
    void forgetsAnAcknowledgedMessage() {
        send("a");

        write(ack(claimOne()));

        assertThat(browse(MessageState.READY, MessageState.IN_FLIGHT, MessageState.ACKED))
                .isEmpty();
        assertThat(stats().bytes()).isZero();
    }

    @Test
    void keepsTheNewestAcknowledgedMessagesInTheOrderOfAcknowledgement() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(2));
        write(append("a"), append("b"), append("c"));
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 3);

        write(ack(claimed.get(2)));
        write(ack(claimed.get(1)), ack(claimed.get(0)));

        assertThat(browse(MessageState.ACKED)).containsExactly("b", "a");
        assertThat(stats().acked()).isEqualTo(2);
        assertThat(stats().bytes()).isZero();
    }

    @Test
    void keepsNoFailedOrExpiredMessage() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(9));
        write(append("a"), append("b"));
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 2);

        write(ackFailed(claimed.get(0)), expire(claimed.get(1)));

        assertThat(browse(MessageState.READY, MessageState.IN_FLIGHT, MessageState.ACKED))
                .isEmpty();
        assertThat(stats().failed()).isEqualTo(1);
    }

    @Test
    void storesADeadLetterInTheSameUnitOfWork() {
        open(BILLS, QueueSpec.DEFAULT);
        send("a");

        write(ackFailed(claimOne()), new Change.Append(Messages.message("dead a"), BILLS));

        assertThat(stats().failed()).isEqualTo(1);
        assertThat(texts(claim(BILLS, Filter.ALL, 9))).containsExactly("dead a");
    }

    @Test
    void givesAMessageBackToItsOldPlace() {
        write(append("a"), append("b"), append("c"));
        claimOne();
        Delivery second = claimOne();
        claimOne();
        send("d");

        write(nack(second));

        assertThat(claimTexts()).containsExactly("b", "d");
    }

    @Test
    void givesAMessageBackToTheTailOfItsPriority() {
        write(append(prioritized("a", 4)), append(prioritized("b", 4)), append(prioritized("low", 0)));

        write(nackAtTail(claimOne()));

        assertThat(claimTexts()).containsExactly("b", "a", "low");
    }

    @Test
    void putsTheTailBeforeWhatIsSentLater() {
        write(append("a"), append("b"));
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 2);

        write(nackAtTail(claimed.get(1)));
        write(nackAtTail(claimed.get(0)));
        send("c");

        assertThat(claimTexts()).containsExactly("b", "a", "c");
    }

    @Test
    void putsTheTailOfALifoQueueBehindEverythingToo() {
        open(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO));
        write(append("a"), append("b"), append("c"));

        write(nackAtTail(claimOne()));

        assertThat(claimTexts()).containsExactly("b", "a", "c");
    }

    @Test
    void keepsTheSequenceAtTheTail() {
        long sequence = send("a");

        write(nackAtTail(claimOne()));

        assertThat(claimOne().sequence()).isEqualTo(sequence);
        assertThat(send("b")).isGreaterThan(sequence);
    }

    @Test
    void undoesTheCountOfAReleasedMessage() {
        write(append("a"), append("b"));
        Delivery first = claimOne();

        write(release(first));

        Delivery again = claimOne();
        assertThat(Messages.text(again.message())).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(1);
        write(nack(again));
        write(release(claimOne()));
        assertThat(claimOne().deliveryCount()).isEqualTo(2);
    }

    @Test
    void refusesToSettleWhatIsNotInFlight() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));
        long ready = send("a");
        long delayed = send(Messages.delayed("b", clock.millis() + 1000));
        send(Messages.prioritized("acked", 9));
        Delivery acked = claimOne();
        write(ack(acked));

        for (long sequence : new long[] {ready, delayed, acked.sequence(), 999, 0, -1}) {
            assertRefused(ILLEGAL_CHANGE, new Change.Ack(ORDERS, sequence));
            assertRefused(ILLEGAL_CHANGE, new Change.AckFailed(ORDERS, sequence));
            assertRefused(ILLEGAL_CHANGE, new Change.Expire(ORDERS, sequence));
            assertRefused(ILLEGAL_CHANGE, new Change.Nack(ORDERS, sequence, 0, false));
            assertRefused(ILLEGAL_CHANGE, new Change.Nack(ORDERS, sequence, 0, true));
            assertRefused(ILLEGAL_CHANGE, new Change.Release(ORDERS, sequence));
        }
    }

    @Test
    void refusesToSettleTwiceInOneUnit() {
        send("a");
        Delivery claimed = claimOne();

        assertRefused(ILLEGAL_CHANGE, ack(claimed), ack(claimed));
        assertRefused(ILLEGAL_CHANGE, nack(claimed), release(claimed));
        assertRefused(ILLEGAL_CHANGE, ackFailed(claimed), expire(claimed));

        write(ack(claimed));
    }

    @Test
    void refusesToSettleInAnUnknownQueue() {
        assertRefused(NO_SUCH_QUEUE, new Change.Ack(BILLS, 1));
        assertRefused(NO_SUCH_QUEUE, new Change.AckFailed(BILLS, 1));
        assertRefused(NO_SUCH_QUEUE, new Change.Expire(BILLS, 1));
        assertRefused(NO_SUCH_QUEUE, new Change.Nack(BILLS, 1, 0, false));
        assertRefused(NO_SUCH_QUEUE, new Change.Release(BILLS, 1));
        assertRefused(NO_SUCH_QUEUE, new Change.Replace(BILLS, 1, Bytes.EMPTY, Bytes.EMPTY));
    }

    @Test
    void replacesHeadAndBodyAndNothingElse() {
        StoredMessage original = Messages.message("a", 7, 0, clock.millis() + 1000, "k");
        long sequence = send(original);
        write(append(prioritized("next", 7)));

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("new head"), Messages.bytes("new body")));

        assertThat(claimOne().message())
                .isEqualTo(new StoredMessage(
                        Messages.bytes("new head"), Messages.bytes("new body"), 7, 0, original.expiresAtMillis(), "k"));
    }

    @Test
    void replacesDelayedAndInFlightMessages() {
        long delayed = send(Messages.delayed("a", clock.millis() + 1000));
        send("b");
        Delivery inFlight = claimOne();

        write(
                new Change.Replace(ORDERS, delayed, Messages.bytes("a2"), Bytes.EMPTY),
                new Change.Replace(ORDERS, inFlight.sequence(), Messages.bytes("b2"), Bytes.EMPTY));

        assertThat(browse(MessageState.DELAYED)).containsExactly("a2");
        assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("b2");
        assertThat(stats().bytes()).isEqualTo(4);
        write(nack(inFlight));
        assertThat(claimOne().deliveryCount()).isEqualTo(2);
    }

    @Test
    void replacesAMessageInOneQueueOnly() {
        open(BILLS, QueueSpec.DEFAULT);
        long sequence = write(new Change.Append(Messages.message("a"), List.of(ORDERS, BILLS)))[0];

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("b"), Bytes.EMPTY));

        assertThat(browse(MessageState.READY)).containsExactly("b");
        assertThat(browse(BILLS, MessageState.READY)).containsExactly("a");
    }

    @Test
    void refusesToReplaceMissingAndAcknowledgedMessages() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(1));
        send("a");
        Delivery acked = claimOne();
        write(ack(acked));

        assertRefused(ILLEGAL_CHANGE, new Change.Replace(ORDERS, acked.sequence(), Bytes.EMPTY, Bytes.EMPTY));
        assertRefused(ILLEGAL_CHANGE, new Change.Replace(ORDERS, 999, Bytes.EMPTY, Bytes.EMPTY));
    }

    @Test
    void refusesToReplaceAMessageOfTheSameUnit() {
        long last = send("a");
        Change.Replace early = new Change.Replace(ORDERS, last + 1, Messages.bytes("x"), Bytes.EMPTY);

        assertRefused(ILLEGAL_CHANGE, append("b"), early);
        assertRefused(ILLEGAL_CHANGE, early, append("b"));
        assertRefused(ILLEGAL_CHANGE, prepare(append("b")), new Change.CommitBranch(BRANCH), early);

        assertThat(send("b")).isEqualTo(last + 1);
        assertThat(claimTexts()).containsExactly("a", "b");
    }

    @Test
    void keepsTheKeyOfAReplacedMessage() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(QueueSpec.Unique.WAITING));
        long sequence = send(Messages.keyed("a", "k"));

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("b"), Bytes.EMPTY));

        assertThat(send(Messages.keyed("c", "k"))).isZero();
    }

    @Test
    void tellsTheListenerOfAReplacedReadyMessage() {
        long sequence = send("a");
        List<String> calls = new ArrayList<>();
        engine.onReady((queue, messages) -> calls.add(queue.toString()));

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("b"), Bytes.EMPTY));

        assertThat(calls).contains("orders");
    }

    @Test
    void countsMessagesAndBytesByState() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(9));
        write(append("acked"), append("failed"), append("flying"), append("ready"));
        write(append(Messages.delayed("delayed", clock.millis() + 1000)));
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 3);

        write(ack(claimed.get(0)), ackFailed(claimed.get(1)));

        long bytes = Messages.message("flying").size()
                + Messages.message("ready").size()
                + Messages.message("delayed").size();
        assertThat(stats()).isEqualTo(new QueueStats(1, 1, 1, 1, 1, bytes));
    }
}
