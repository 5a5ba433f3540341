package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.keyed;
import static io.github.persistq.spi.StorageException.Kind.ILLEGAL_CHANGE;
import static io.github.persistq.spi.StorageException.Kind.NO_SUCH_QUEUE;
import static io.github.persistq.spi.StorageException.Kind.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueSpec.Unique;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prepared units of work: what they hold, and how they end. */
abstract class BranchContract extends ContractPart {
    private static final Change.CommitBranch COMMIT = new Change.CommitBranch(BRANCH);
    private static final Change.RollbackBranch ROLLBACK = new Change.RollbackBranch(BRANCH);

    @Test
    void hidesAppendsAndKeepsSettledMessagesInFlight() {
        send("a");

        long[] sequences = write(prepare(ack(claimOne()), append("b")));

        assertThat(sequences).isEmpty();
        assertThat(engine.prepared()).containsExactly(BRANCH);
        assertThat(browse(MessageState.READY)).isEmpty();
        assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("a");
        assertThat(stats().bytes()).isEqualTo(Messages.message("a").size());
    }

    @Test
    void appliesABranchWhenItIsCommitted() {
        write(append("acked"), append("failed"), append("expired"));
        List<Delivery> claimed = claim(ORDERS, Filter.ALL, 3);
        write(prepare(ack(claimed.get(0)), ackFailed(claimed.get(1)), expire(claimed.get(2)), append("b")));

        assertThat(write(COMMIT)).isEmpty();

        assertThat(engine.prepared()).isEmpty();
        assertThat(stats().inFlight()).isZero();
        assertThat(stats().failed()).isEqualTo(1);
        assertThat(claimTexts()).containsExactly("b");
    }

    @Test
    void givesBackWhatABranchSettledWhenItIsRolledBack() {
        send("a");
        write(prepare(ack(claimOne()), append("b")));
        send("c");

        write(ROLLBACK);

        assertThat(engine.prepared()).isEmpty();
        Delivery again = claimOne();
        assertThat(Messages.text(again.message())).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(claimTexts()).containsExactly("c");
    }

    @Test
    void drawsTheSequencesOfABranchWhenItIsPrepared() {
        send("a");
        write(prepare(append("b")));
        assertThat(send("c")).isEqualTo(3);

        write(COMMIT);

        assertThat(claim(ORDERS, Filter.ALL, 9)).extracting(Delivery::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void showsCommittedMessagesToAClaimerThatIsPastThem() {
        write(prepare(append("x-held")));
        write(append("y"), append("x1"), append("x2"));
        Claimer claimer = engine.claimer(ORDERS, Messages.startingWith("x"));
        assertThat(texts(claimer.claim(1))).containsExactly("x1");

        write(COMMIT);

        assertThat(texts(claimer.claim(9))).containsExactly("x-held", "x2");
    }

    /** A held message has a sequence and no place yet: it is found where a message that is gone would have stood. */
    @Test
    void claimsAfterTheSequenceOfAMessageThatABranchHides() {
        write(append("a"));
        write(prepare(append(Messages.prioritized("held", 0))));
        write(append("b"), append(Messages.prioritized("low", 0)));
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);

        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("b");
        write(COMMIT);

        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("low");
        assertThat(claimTexts()).containsExactly("a", "held");
    }

    @Test
    void refusesToReplaceAMessageThatABranchHides() {
        write(prepare(append("held")));

        assertRefused(ILLEGAL_CHANGE, new Change.Replace(ORDERS, 1, Messages.bytes("x"), Bytes.EMPTY));
        write(COMMIT);

        assertThat(claimTexts()).containsExactly("held");
    }

    /** Its sequence is older than the unit, but it becomes visible with it. */
    @Test
    void replacesAMessageInTheUnitThatCommitsIt() {
        write(prepare(append("held")));

        write(COMMIT, new Change.Replace(ORDERS, 1, Messages.bytes("new"), Bytes.EMPTY));

        assertThat(claimTexts()).containsExactly("new");
    }

    @Test
    void delaysACommittedMessageUntilItIsDue() {
        write(prepare(append(Messages.delayed("a", clock.millis() + 1000))));
        write(COMMIT);
        assertThat(browse(MessageState.DELAYED)).containsExactly("a");

        clock.advance(1000);

        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void tellsTheListenerOfCommittedAndRolledBackMessages() {
        List<String> calls = new ArrayList<>();
        engine.onReady((queue, messages) -> calls.add(queue + " " + messages));
        write(prepare(append("a"), append("b")));
        assertThat(calls).isEmpty();

        write(COMMIT);
        assertThat(calls).containsExactly("orders 2");
        write(prepare(ack(claimOne())));
        write(ROLLBACK);

        assertThat(calls).containsExactly("orders 2", "orders 1");
    }

    @Test
    void refusesToSettleWhatABranchHolds() {
        send("a");
        Delivery held = claimOne();
        write(prepare(ack(held)));

        assertRefused(ILLEGAL_CHANGE, ack(held));
        assertRefused(ILLEGAL_CHANGE, ackFailed(held));
        assertRefused(ILLEGAL_CHANGE, expire(held));
        assertRefused(ILLEGAL_CHANGE, nack(held));
        assertRefused(ILLEGAL_CHANGE, release(held));
        assertRefused(ILLEGAL_CHANGE, new Change.Prepare(branch("other"), List.of(ack(held))));
    }

    @Test
    void refusesABranchThatSettlesTwiceOrWhatIsNotInFlight() {
        long ready = send("a");
        send(Messages.prioritized("b", 9));
        Delivery claimed = claimOne();

        assertRefused(ILLEGAL_CHANGE, prepare(ack(claimed), ackFailed(claimed)));
        assertRefused(ILLEGAL_CHANGE, prepare(append("c"), new Change.Ack(ORDERS, ready)));
        assertRefused(NO_SUCH_QUEUE, prepare(new Change.Append(Messages.message("c"), BILLS)));

        write(ack(claimed));
    }

    @Test
    void refusesABranchThatIsAlreadyPrepared() {
        write(prepare(append("a")));

        assertRefused(ILLEGAL_CHANGE, prepare(append("b")));
        assertRefused(
                ILLEGAL_CHANGE,
                new Change.Prepare(branch("twin"), List.of()),
                new Change.Prepare(branch("twin"), List.of()));
    }

    @Test
    void refusesToEndAnUnknownBranch() {
        assertRefused(ILLEGAL_CHANGE, COMMIT);
        assertRefused(ILLEGAL_CHANGE, ROLLBACK);
        write(prepare(append("a")));
        assertRefused(ILLEGAL_CHANGE, COMMIT, COMMIT);

        write(COMMIT);

        assertRefused(ILLEGAL_CHANGE, ROLLBACK);
    }

    @Test
    void preparesABranchAgainAfterItEnded() {
        write(prepare(append("a")));
        write(COMMIT);
        write(prepare(append("b")));
        write(ROLLBACK);

        write(prepare(append("c")), COMMIT);

        assertThat(claimTexts()).containsExactly("a", "c");
    }

    @Test
    void tellsBranchesApartByEachPartOfTheirId() {
        Bytes one = Messages.bytes("1");
        Bytes two = Messages.bytes("2");
        List<BranchId> ids = List.of(
                new BranchId(1, one, one),
                new BranchId(2, one, one),
                new BranchId(1, two, one),
                new BranchId(1, one, two));

        ids.forEach(id -> write(new Change.Prepare(id, List.of())));

        assertThat(engine.prepared()).containsExactlyInAnyOrderElementsOf(ids);
        write(new Change.CommitBranch(ids.get(1)));
        assertThat(engine.prepared()).doesNotContain(ids.get(1)).hasSize(3);
    }

    @Test
    void restoresAllOfABranchWhenTheUnitThatEndsItFails() {
        send("a");
        write(prepare(ack(claimOne()), append("b")));

        assertRefused(ILLEGAL_CHANGE, COMMIT, new Change.Ack(ORDERS, 999));
        assertRefused(ILLEGAL_CHANGE, ROLLBACK, new Change.Ack(ORDERS, 999));
        write(COMMIT);

        assertThat(claimTexts()).containsExactly("b");
    }

    @Test
    void reservesRoomForWhatABranchAppends() {
        open(ORDERS, QueueSpec.DEFAULT.withLimits(2, 0));
        write(prepare(append("a"), append("b")));

        assertRefused(QUEUE_FULL, append("c"));
        write(ROLLBACK);

        send("c");
        assertRefused(QUEUE_FULL, prepare(append("d"), append("e")));
    }

    @Test
    void reservesBytesForWhatABranchAppends() {
        open(ORDERS, QueueSpec.DEFAULT.withLimits(0, Messages.message("a").size()));
        write(prepare(append("a")));

        assertRefused(QUEUE_FULL, append("b"));
    }

    @Test
    void countsWhatABranchSettlesUntilItIsCommitted() {
        open(ORDERS, QueueSpec.DEFAULT.withLimits(1, 0));
        send("a");
        write(prepare(ack(claimOne())));

        assertRefused(QUEUE_FULL, append("b"));
        write(COMMIT, append("b"));

        assertThat(claimTexts()).containsExactly("b");
    }

    @Test
    void commitsWhateverTheLimitsAreByThen() {
        write(prepare(append("a"), append("b")));
        open(ORDERS, QueueSpec.DEFAULT.withLimits(1, 1));

        write(COMMIT);

        assertThat(claimTexts()).containsExactly("a", "b");
    }

    @Test
    void holdsTheKeysOfWhatABranchAppends() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING));
        write(prepare(append(keyed("a", "k")), append(keyed("b", "k"))));

        assertThat(send(keyed("c", "k"))).isZero();
        write(ROLLBACK);

        assertThat(send(keyed("d", "k"))).isPositive();
        assertThat(claimTexts()).containsExactly("d");
    }

    @Test
    void dropsADuplicateWhenTheBranchIsPrepared() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING));
        send(keyed("a", "k"));
        write(prepare(append(keyed("b", "k"))));

        assertThat(claimTexts()).containsExactly("a");
        write(COMMIT);

        assertThat(claimTexts()).isEmpty();
    }

    @Test
    void refusesToDropAQueueThatABranchNames() {
        open(BILLS, QueueSpec.DEFAULT);
        send("a");
        write(prepare(ack(claimOne()), new Change.Append(Messages.message("b"), BILLS)));

        assertRefused(ILLEGAL_CHANGE, new Change.DropQueue(ORDERS));
        assertRefused(ILLEGAL_CHANGE, new Change.DropQueue(BILLS));
        write(COMMIT, new Change.DropQueue(BILLS));

        assertThat(engine.queues()).containsOnlyKeys(ORDERS);
    }

    @Test
    void keepsTheOrderOfAQueueThatABranchAppendsTo() {
        write(prepare(append("a")));

        assertRefused(ILLEGAL_CHANGE, new Change.OpenQueue(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO)));
    }

    @Test
    void replacesAHeldMessage() {
        long sequence = send("a");
        write(prepare(ack(claimOne())));

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("b"), Bytes.EMPTY));
        write(ROLLBACK);

        assertThat(claimTexts()).containsExactly("b");
    }
}
