package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.message;
import static io.github.persistq.contract.Messages.prioritized;
import static io.github.persistq.contract.Messages.startingWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Taking messages: delivery order, filters, and the three ways to claim. */
abstract class ClaimContract extends ContractPart {

    @Test
    void claimsInTheOrderOfSending() {
        write(append("a"), append("b"));
        send("c");

        assertThat(claimTexts()).containsExactly("a", "b", "c");
    }

    @Test
    void claimsTheNewestFirstFromALifoQueue() {
        open(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO));
        write(append("a"), append("b"), append("c"));

        assertThat(claimTexts()).containsExactly("c", "b", "a");
    }

    @Test
    void claimsHigherPrioritiesFirst() {
        write(append(prioritized("low", 0)), append(prioritized("mid", 4)), append(prioritized("high", 9)));
        write(append(prioritized("mid2", 4)), append(prioritized("lowest", Integer.MIN_VALUE)));
        send(prioritized("highest", Integer.MAX_VALUE));

        assertThat(claimTexts()).containsExactly("highest", "high", "mid", "mid2", "low", "lowest");
    }

    @Test
    void claimsHigherPrioritiesFirstFromALifoQueueToo() {
        open(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO));
        write(append(prioritized("high", 9)), append(prioritized("low", 0)), append(prioritized("high2", 9)));

        assertThat(claimTexts()).containsExactly("high2", "high", "low");
    }

    @Test
    void claimsNoMoreThanTheLimit() {
        write(append("a"), append("b"), append("c"));

        assertThat(texts(claim(ORDERS, Filter.ALL, 2))).containsExactly("a", "b");
        assertThat(claim(ORDERS, Filter.ALL, 0)).isEmpty();
        assertThat(stats().inFlight()).isEqualTo(2);
    }

    @Test
    void claimsEachMessageOnce() {
        send("a");

        assertThat(claimTexts()).containsExactly("a");
        assertThat(claimTexts()).isEmpty();
    }

    @Test
    void claimsNothingFromAnUnknownQueueUntilItIsOpened() {
        Claimer claimer = engine.claimer(BILLS, Filter.ALL);
        assertThat(claimer.claim(1)).isEmpty();
        assertThat(claimer.claimExactly(1)).isEmpty();
        assertThat(claimer.claimAfter(1)).isEmpty();
        assertThat(claimer.nextDueMillis()).isEqualTo(Long.MAX_VALUE);

        write(new Change.OpenQueue(BILLS, QueueSpec.DEFAULT), new Change.Append(message("a"), BILLS));

        assertThat(texts(claimer.claim(1))).containsExactly("a");
    }

    @Test
    void countsEachClaimAsADelivery() {
        send("a");
        Delivery first = claimOne();
        write(nack(first));

        Delivery second = claimOne();

        assertThat(first.deliveryCount()).isEqualTo(1);
        assertThat(second.deliveryCount()).isEqualTo(2);
    }

    @Test
    void leavesToOthersWhatTheFilterRefuses() {
        write(append("x1"), append("y1"), append("x2"));

        assertThat(texts(claim(ORDERS, startingWith("x"), 9))).containsExactly("x1", "x2");

        assertThat(claimTexts()).containsExactly("y1");
    }

    @Test
    void looksPastRefusedMessagesForTheLimit() {
        write(append("y1"), append("x1"), append("y2"), append("x2"), append("x3"));

        assertThat(texts(claim(ORDERS, startingWith("x"), 2))).containsExactly("x1", "x2");
    }

    @Test
    void testsEachMessageOncePerClaimer() {
        List<String> tested = new ArrayList<>();
        Claimer claimer = engine.claimer(ORDERS, recording(tested, startingWith("x")));
        write(append("y1"), append("y2"), append("x1"));

        claimer.claim(1);
        claimer.claim(1);
        send("y3");
        claimer.claim(1);
        claimer.claimAfter(0);

        assertThat(tested).containsExactly("y1", "y2", "x1", "y3");
    }

    @Test
    void remembersRefusalsForEachClaimerByItself() {
        send("x");

        Claimer refusing = engine.claimer(ORDERS, startingWith("y"));
        assertThat(refusing.claim(1)).isEmpty();

        assertThat(texts(claim(ORDERS, startingWith("x"), 1))).containsExactly("x");
    }

    @Test
    void findsAMessageThatIsGivenBackBehindTheClaimersPlace() {
        write(append("x1"), append("y1"), append("x2"));
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        Delivery first = claimer.claim(1).get(0);
        Delivery second = claimer.claim(1).get(0);

        write(release(second));
        write(nack(first));

        assertThat(texts(claimer.claim(9))).containsExactly("x1", "x2");
    }

    @Test
    void findsALateMessageOfHigherPriority() {
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        write(append("y1"), append("x1"), append("x2"));
        assertThat(texts(claimer.claim(1))).containsExactly("x1");

        write(append(prioritized("x-urgent", 9)));

        assertThat(texts(claimer.claim(9))).containsExactly("x-urgent", "x2");
    }

    @Test
    void looksAgainAtARefusedMessageThatIsReplaced() {
        long sequence = send("y1");
        send("x2");
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        assertThat(texts(claimer.claim(1))).containsExactly("x2");

        write(new Change.Replace(ORDERS, sequence, Messages.bytes("x1"), Bytes.EMPTY));

        assertThat(texts(claimer.claim(1))).containsExactly("x1");
    }

    @Test
    void startsAfreshWhenTheQueueIsDroppedAndOpenedAgain() {
        send("x1");
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        assertThat(claimer.claim(1)).hasSize(1);
        write(new Change.DropQueue(ORDERS));
        assertThat(claimer.claim(1)).isEmpty();

        open(ORDERS, QueueSpec.DEFAULT);
        send("x2");

        assertThat(texts(claimer.claim(1))).containsExactly("x2");
    }

    @Test
    void claimsNothingWhenTheFilterThrows() {
        AtomicBoolean broken = new AtomicBoolean(true);
        Claimer claimer = engine.claimer(ORDERS, head -> {
            if (broken.get() && Messages.text(head).equals("b")) {
                throw new IllegalStateException("broken filter");
            }
            return true;
        });
        write(append("a"), append("b"));

        assertThatThrownBy(() -> claimer.claim(2)).isInstanceOf(IllegalStateException.class);

        assertThat(stats().inFlight()).isZero();
        broken.set(false);
        assertThat(texts(claimer.claim(2))).containsExactly("a", "b");
    }

    @Test
    void keepsClaimsOfAClosedClaimerInFlight() {
        send("a");
        Delivery claimed = claimOne();

        assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("a");
        write(ack(claimed));
        assertThat(browse(MessageState.IN_FLIGHT)).isEmpty();
    }

    @Test
    void closesAClaimerTwice() {
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        claimer.claim(1);

        claimer.close();
        claimer.close();
    }

    @Test
    void claimsExactlyTheMessageAskedForWhateverTheFilter() {
        send("a");
        long wanted = send("b");
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));

        assertThat(claimer.claimExactly(wanted)).hasValueSatisfying(d -> {
            assertThat(Messages.text(d.message())).isEqualTo("b");
            assertThat(d.deliveryCount()).isEqualTo(1);
        });
        assertThat(claimer.claimExactly(wanted)).isEmpty();
        assertThat(claimer.claimExactly(999)).isEmpty();
        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void claimsNoDelayedMessageExactly() {
        long delayed = send(Messages.delayed("a", clock.millis() + 1000));
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);

        assertThat(claimer.claimExactly(delayed)).isEmpty();
        clock.advance(1000);

        assertThat(claimer.claimExactly(delayed)).isPresent();
    }

    @Test
    void claimsTheNextMatchAfterAPlace() {
        write(append("x1"), append("x2"), append("y3"), append("x4"));
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));

        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("x4");
        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("x1");
    }

    @Test
    void claimsTheMessageItselfAgainWhenNoOtherIsLeft() {
        long only = send("a");
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);

        assertThat(claimer.claimAfter(only)).map(Delivery::sequence).contains(only);
        assertThat(claimer.claimAfter(only)).isEmpty();
    }

    @Test
    void findsThePlaceOfAMessageInAnyState() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(5));
        write(append(prioritized("first", 0)), append(prioritized("second", 0)), append(prioritized("urgent", 9)));
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);
        Delivery first = claimer.claimExactly(1).orElseThrow();

        Delivery afterInFlight = claimer.claimAfter(1).orElseThrow();
        write(nack(afterInFlight), ack(first));
        Delivery afterAcked = claimer.claimAfter(1).orElseThrow();

        assertThat(texts(List.of(afterInFlight, afterAcked))).containsExactly("second", "second");
    }

    @Test
    void takesAGoneMessagesSequenceForItsPlaceAmongTheHighestReadyPriority() {
        write(append(prioritized("a", 4)), append(prioritized("gone", 0)), append(prioritized("b", 4)));
        send(prioritized("low", 0));
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);
        write(ack(claimer.claimExactly(2).orElseThrow()));

        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("b");
    }

    @Test
    void claimsTheNextOlderOneAfterAPlaceInALifoQueue() {
        open(ORDERS, QueueSpec.DEFAULT.withOrder(Order.LIFO));
        write(append("a"), append("b"), append("c"));
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);
        write(ack(claimer.claimExactly(2).orElseThrow()));

        assertThat(claimer.claimAfter(2)).map(d -> Messages.text(d.message())).contains("a");
    }

    private static Filter recording(List<String> tested, Filter filter) {
        return head -> {
            tested.add(Messages.text(head));
            return filter.matches(head);
        };
    }
}
