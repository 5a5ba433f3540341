package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.delayed;
import static io.github.persistq.contract.Messages.expiring;
import static io.github.persistq.contract.Messages.startingWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Claimer;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delays and expiry, by the clock that the engine was given. */
abstract class TimeContract extends ContractPart {

    @Test
    void hidesADelayedMessageUntilItIsDue() {
        send(delayed("a", clock.millis() + 1000));

        clock.advance(999);
        assertThat(claimTexts()).isEmpty();
        clock.advance(1);

        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void showsADueMessageAsReadyOnAnyCall() {
        send(delayed("a", clock.millis() + 1000));
        assertThat(stats().delayed()).isEqualTo(1);
        assertThat(browse(MessageState.DELAYED)).containsExactly("a");

        clock.advance(1000);

        assertThat(stats().ready()).isEqualTo(1);
        assertThat(stats().delayed()).isZero();
        assertThat(browse(MessageState.READY)).containsExactly("a");
        assertThat(browse(MessageState.DELAYED)).isEmpty();
    }

    @Test
    void putsADueMessageInThePlaceOfItsSequence() {
        write(append(delayed("first", clock.millis() + 1000)), append("second"), append("third"));

        clock.advance(1000);

        assertThat(claimTexts()).containsExactly("first", "second", "third");
    }

    @Test
    void showsADueMessageToAClaimerThatIsPastIt() {
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        write(append(delayed("x-late", clock.millis() + 1000)), append("y"), append("x1"), append("x2"));
        assertThat(texts(claimer.claim(1))).containsExactly("x1");

        clock.advance(1000);

        assertThat(texts(claimer.claim(9))).containsExactly("x-late", "x2");
    }

    @Test
    void tellsWhenTheNextMessageIsDue() {
        Claimer claimer = engine.claimer(ORDERS, Filter.ALL);
        long start = clock.millis();
        assertThat(claimer.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
        write(append("now"), append(delayed("b", start + 2000)), append(delayed("a", start + 1000)));

        assertThat(claimer.nextDueMillis()).isEqualTo(start + 1000);
        clock.advance(1000);
        assertThat(claimer.nextDueMillis()).isEqualTo(start + 2000);
        clock.advance(1000);
        assertThat(claimer.nextDueMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void delaysAMessageThatIsGivenBackForLater() {
        send("a");
        Delivery claimed = claimOne();
        long due = clock.millis() + 500;

        write(new Change.Nack(ORDERS, claimed.sequence(), due, false));

        assertThat(claimTexts()).isEmpty();
        assertThat(engine.claimer(ORDERS, Filter.ALL).nextDueMillis()).isEqualTo(due);
        clock.advance(500);
        assertThat(claimOne().deliveryCount()).isEqualTo(2);
    }

    @Test
    void putsADelayedMessageAtTheTailOfTheTimeItWasGivenBack() {
        write(append("a"), append("b"));
        Delivery claimed = claimOne();
        write(new Change.Nack(ORDERS, claimed.sequence(), clock.millis() + 500, true));
        send("c");

        clock.advance(500);

        assertThat(claimTexts()).containsExactly("b", "a", "c");
    }

    @Test
    void givesBackAtOnceWhenTheTimeIsOver() {
        send("a");

        write(new Change.Nack(ORDERS, claimOne().sequence(), clock.millis(), false));

        assertThat(claimTexts()).containsExactly("a");
    }

    @Test
    void browsesDelayedMessagesInDeliveryOrder() {
        long start = clock.millis();
        write(append(delayed("a", start + 3000)), append(delayed("b", start + 1000)));
        send(Messages.message("urgent", 9, start + 2000, 0, null));

        assertThat(browse(MessageState.DELAYED)).containsExactly("urgent", "a", "b");
    }

    @Test
    void flagsAMessageFromTheMomentOfItsExpiry() {
        write(append(expiring("a", clock.millis() + 1000)), append(expiring("b", clock.millis() + 1000)));

        clock.advance(999);
        assertThat(claimOne().expired()).isFalse();
        clock.advance(1);

        assertThat(claimOne().expired()).isTrue();
    }

    @Test
    void claimsAnExpiredMessageWhateverTheFilter() {
        send("y");
        send(expiring("y-expired", clock.millis()));

        List<Delivery> claimed = claim(ORDERS, startingWith("x"), 9);

        assertThat(texts(claimed)).containsExactly("y-expired");
        assertThat(claimed.get(0).expired()).isTrue();
    }

    @Test
    void claimsARefusedMessageOnceItExpired() {
        write(append(expiring("y", clock.millis() + 1000)), append("x1"), append("x2"));
        Claimer claimer = engine.claimer(ORDERS, startingWith("x"));
        assertThat(texts(claimer.claim(1))).containsExactly("x1");

        clock.advance(1000);

        assertThat(texts(claimer.claim(9))).containsExactly("y", "x2");
    }

    @Test
    void countsAnExpiredMessageAsReadyUntilItIsSettled() {
        send(expiring("a", clock.millis()));
        assertThat(stats().ready()).isEqualTo(1);
        assertThat(browse(MessageState.READY)).containsExactly("a");

        write(expire(claimOne()));

        assertThat(stats().ready()).isZero();
        assertThat(stats().failed()).isZero();
        assertThat(stats().bytes()).isZero();
    }

    @Test
    void claimsExpiredMessagesTheFirstToExpireFirst() {
        long start = clock.millis();
        write(append(expiring("late", start + 20)), append("never"), append(expiring("early", start + 10)));
        send(expiring("not yet", start + 1000));
        clock.advance(20);

        assertThat(texts(engine.claimExpired(ORDERS, 1))).containsExactly("early");
        List<Delivery> rest = engine.claimExpired(ORDERS, 9);

        assertThat(texts(rest)).containsExactly("late");
        assertThat(rest.get(0).expired()).isTrue();
        assertThat(rest.get(0).deliveryCount()).isEqualTo(1);
        assertThat(stats().inFlight()).isEqualTo(2);
    }

    @Test
    void claimsExpiredMessagesThatAreStillDelayed() {
        long start = clock.millis();
        send(Messages.message("a", 4, start + 5000, start + 1000, null));

        clock.advance(1000);
        assertThat(claimTexts()).isEmpty();

        assertThat(texts(engine.claimExpired(ORDERS, 9))).containsExactly("a");
    }

    @Test
    void findsNoExpiredMessagesInAnUnknownQueueOrInFlight() {
        send(expiring("a", clock.millis()));
        claimOne();

        assertThat(engine.claimExpired(BILLS, 9)).isEmpty();
        assertThat(engine.claimExpired(ORDERS, 9)).isEmpty();
    }
}
