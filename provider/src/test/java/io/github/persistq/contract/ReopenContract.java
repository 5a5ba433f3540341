package io.github.persistq.contract;

import static io.github.persistq.spi.StorageException.Kind.ILLEGAL_CHANGE;
import static io.github.persistq.spi.StorageException.Kind.QUEUE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import io.github.persistq.spi.QueueSpec.Unique;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the next owner of the store finds, after a close and after a crash. */
abstract class ReopenContract extends ContractPart {

    @Test
    void keepsEverythingThatIsNotInFlight() {
        QueueSpec spec = new QueueSpec(Order.LIFO, Unique.KEPT, 5, 100, 10_000, false, Map.of("topic", "news"));
        open(ORDERS, spec);
        open(BILLS, QueueSpec.DEFAULT);
        write(append("failed"), append("acked2"), append("acked1"), append(Messages.prioritized("urgent", 9)));
        write(append(Messages.delayed("later", clock.millis() + 1000)));
        write(nack(claimOne()));
        try (Claimer claimer = engine.claimer(ORDERS, Filter.ALL)) {
            write(ack(claimer.claimExactly(3).orElseThrow()));
            write(ack(claimer.claimExactly(2).orElseThrow()));
            write(ackFailed(claimer.claimExactly(1).orElseThrow()));
        }
        String before = wholeState();

        reopen();
        String afterReopen = wholeState();
        crash();

        assertThat(afterReopen).isEqualTo(before);
        assertThat(wholeState()).isEqualTo(before);
    }

    @Test
    void givesBackWhatWasInFlightAfterAClose() {
        write(append("a"), append("b"));
        claimOne();

        reopen();

        assertThat(stats().inFlight()).isZero();
        Delivery again = claimOne();
        assertThat(Messages.text(again.message())).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(2);
    }

    @Test
    void givesBackWhatWasInFlightAfterACrash() {
        write(append("a"), append("b"));
        claimOne();

        crash();

        assertThat(stats().inFlight()).isZero();
        Delivery again = claimOne();
        assertThat(Messages.text(again.message())).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(2);
    }

    @Test
    void refusesToSettleAClaimOfTheLastRun() {
        send("a");
        Delivery claimed = claimOne();

        reopen();

        assertRefused(ILLEGAL_CHANGE, ack(claimed));
    }

    @Test
    void makesAClaimedDueMessageReadyAtOnce() {
        send(Messages.delayed("a", clock.millis() + 1000));
        clock.advance(1000);
        claimOne();

        crash();

        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void keepsTheDelayOfAMessageGivenBackForLater() {
        send("a");
        write(new Change.Nack(ORDERS, claimOne().sequence(), clock.millis() + 1000, false));

        reopen();

        assertThat(claimTexts()).isEmpty();
        clock.advance(1000);
        assertThat(claimOne().deliveryCount()).isEqualTo(2);
    }

    @Test
    void keepsReleasedCounts() {
        send("a");
        write(release(claimOne()));

        crash();

        assertThat(claimOne().deliveryCount()).isEqualTo(1);
    }

    @Test
    void keepsThePlaceAtTheTail() {
        write(append("a"), append("b"));
        write(nackAtTail(claimOne()));

        crash();
        send("c");

        assertThat(claimTexts()).containsExactly("b", "a", "c");
    }

    @Test
    void keepsReplacedContent() {
        long sequence = send("a");
        write(new Change.Replace(ORDERS, sequence, Messages.bytes("b"), Messages.bytes("new body")));

        crash();

        Delivery claimed = claimOne();
        assertThat(claimed.message().head()).isEqualTo(Messages.bytes("b"));
        assertThat(claimed.message().body()).isEqualTo(Messages.bytes("new body"));
    }

    @Test
    void goesOnNumberingWhereItStopped() {
        long last = send("a");
        write(ack(claimOne()));

        reopen();
        long afterReopen = send("b");
        write(ack(claimOne()));
        crash();

        assertThat(afterReopen).isGreaterThan(last);
        assertThat(send("c")).isGreaterThan(afterReopen);
    }

    @Test
    void keepsUniqueKeys() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.KEPT).withKeepAcked(1));
        send(Messages.keyed("a", "k"));
        reopen();
        assertThat(send(Messages.keyed("b", "k"))).isZero();
        write(ack(claimOne()));

        crash();

        assertThat(send(Messages.keyed("c", "k"))).isZero();
    }

    @Test
    void forgetsTemporaryQueues() {
        QueueSpec temporary = QueueSpec.DEFAULT.withTemporary(true);
        open(BILLS, temporary);
        write(new Change.Append(Messages.message("a"), List.of(ORDERS, BILLS)));

        reopen();
        assertThat(engine.queues()).containsOnlyKeys(ORDERS);
        assertThat(browse(MessageState.READY)).containsExactly("a");
        open(BILLS, temporary);
        assertThat(browse(BILLS, MessageState.READY)).isEmpty();
        crash();

        assertThat(engine.queues()).containsOnlyKeys(ORDERS);
    }

    @Test
    void forgetsDroppedQueues() {
        send("a");
        write(new Change.DropQueue(ORDERS));

        crash();

        assertThat(engine.queues()).isEmpty();
        open(ORDERS, QueueSpec.DEFAULT);
        assertThat(claimTexts()).isEmpty();
    }

    @Test
    void commitsABranchPreparedInTheLastRun() {
        write(append("a"), append("b"));
        write(prepare(ack(claimOne()), append("c")));

        crash();
        assertThat(engine.prepared()).containsExactly(BRANCH);
        assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("a");
        assertThat(browse(MessageState.READY)).containsExactly("b");
        write(new Change.CommitBranch(BRANCH));

        assertThat(claimTexts()).containsExactly("b", "c");
        assertThat(engine.prepared()).isEmpty();
    }

    @Test
    void rollsBackABranchPreparedInTheLastRun() {
        send("a");
        write(prepare(ack(claimOne()), append("c")));

        reopen();
        write(new Change.RollbackBranch(BRANCH));

        Delivery again = claimOne();
        assertThat(Messages.text(again.message())).isEqualTo("a");
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(claimTexts()).isEmpty();
    }

    @Test
    void keepsRoomAndKeysReservedByAPreparedBranch() {
        open(ORDERS, QueueSpec.DEFAULT.withUnique(Unique.WAITING).withLimits(1, 0));
        write(prepare(append(Messages.keyed("a", "k"))));

        crash();

        assertThat(send(Messages.keyed("b", "k"))).isZero();
        assertRefused(QUEUE_FULL, append("c"));
        assertRefused(ILLEGAL_CHANGE, new Change.DropQueue(ORDERS));
    }

    @Test
    void forgetsWhatABranchHoldsForATemporaryQueue() {
        open(BILLS, QueueSpec.DEFAULT.withTemporary(true));
        write(new Change.Append(Messages.message("a"), BILLS));
        Delivery claimed = claim(BILLS, Filter.ALL, 1).get(0);
        write(prepare(ack(claimed), new Change.Append(Messages.message("b"), List.of(BILLS, ORDERS))));

        crash();
        open(BILLS, QueueSpec.DEFAULT);
        write(new Change.CommitBranch(BRANCH));

        assertThat(browse(MessageState.READY)).containsExactly("b");
        assertThat(browse(BILLS, MessageState.READY)).isEmpty();
    }

    @Test
    void keepsCommittedAndRolledBackBranchesEnded() {
        write(prepare(append("a")), new Change.CommitBranch(BRANCH));
        write(prepare(append("b")));
        write(new Change.RollbackBranch(BRANCH));

        crash();

        assertThat(engine.prepared()).isEmpty();
        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void keepsOnlyWhatWasWrittenOfAUnitThatFailed() {
        assertRefused(ILLEGAL_CHANGE, append("a"), new Change.Ack(ORDERS, 999));

        crash();

        assertThat(claimTexts()).isEmpty();
        assertThat(send("b")).isPositive();
    }

    @Test
    void survivesManyReopens() {
        for (int i = 0; i < 10; i++) {
            send("m" + i);
            if (i % 2 == 0) {
                reopen();
            } else {
                crash();
            }
        }

        assertThat(claimTexts()).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
    }
}
