package io.github.persistq.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueueSpec.Unique;
import io.github.persistq.spi.StorageException.Kind;
import org.junit.jupiter.api.Test;

/** Forgetting acknowledged messages that a queue keeps. */
abstract class TrimContract extends ContractPart {
    @Test
    void forgetsTheOldestAcknowledgedAndSaysHowMany() {
        keepAcked("a", "b", "c", "d", "e");

        assertThat(forget(2, 1)).isEqualTo(2);

        assertThat(browse(MessageState.ACKED)).containsExactly("c", "d", "e");
        assertThat(stats().acked()).isEqualTo(3);
    }

    @Test
    void leavesTheNewest() {
        keepAcked("a", "b", "c", "d", "e");

        assertThat(forget(100, 2)).isEqualTo(3);
        assertThat(forget(100, 2)).isZero();

        assertThat(browse(MessageState.ACKED)).containsExactly("d", "e");
    }

    @Test
    void forgetsAllIfNoneIsToStay() {
        keepAcked("a", "b");

        assertThat(forget(0, 0)).isZero();
        assertThat(forget(Integer.MAX_VALUE, 0)).isEqualTo(2);

        assertThat(stats().acked()).isZero();
        reopen();
        assertThat(browse(MessageState.ACKED)).isEmpty();
    }

    @Test
    void leavesMessagesInOtherStatesAlone() {
        keepAcked("a", "b");
        send("ready");
        send("in flight");
        claimOne();

        assertThat(forget(100, 0)).isEqualTo(2);

        assertThat(browse(MessageState.READY, MessageState.IN_FLIGHT)).containsExactlyInAnyOrder("ready", "in flight");
    }

    @Test
    void seesWhatTheSameUnitAcknowledges() {
        keepAcked("a");
        long sent = send("b");
        claimOne();

        long[] numbers =
                write(append("c"), new Change.Ack(ORDERS, sent), new Change.ForgetAcked(ORDERS, 10, 1), append("d"));

        assertThat(numbers).hasSize(4 - 1);
        assertThat(numbers[1]).isEqualTo(1);
        assertThat(numbers[2]).isGreaterThan(numbers[0]);
        assertThat(browse(MessageState.ACKED)).containsExactly("b");
        assertThat(claimTexts()).containsExactly("c", "d");
    }

    @Test
    void letsTheKeysOfForgottenMessagesComeAgain() {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(10).withUnique(Unique.KEPT));
        write(append(Messages.keyed("first", "key")));
        write(ack(claimOne()));
        assertThat(write(append(Messages.keyed("duplicate", "key")))).containsExactly(0);

        assertThat(write(new Change.ForgetAcked(ORDERS, 10, 0), append(Messages.keyed("again", "key"))))
                .satisfies(numbers -> assertThat(numbers[1]).isPositive());

        assertThat(claimTexts()).containsExactly("again");
    }

    @Test
    void keepsWhatItForgotForgottenThroughACrash() {
        keepAcked("a", "b", "c");
        forget(100, 1);

        crash();

        assertThat(browse(MessageState.ACKED)).containsExactly("c");
        assertThat(stats().acked()).isEqualTo(1);
    }

    @Test
    void isUndoneWithItsUnit() {
        keepAcked("a", "b");

        assertRefused(Kind.NO_SUCH_QUEUE, new Change.ForgetAcked(ORDERS, 10, 0), new Change.Ack(BILLS, 1));
        assertRefused(Kind.NO_SUCH_QUEUE, new Change.ForgetAcked(BILLS, 10, 0));
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatThrownBy(() -> new Change.ForgetAcked(ORDERS, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Change.ForgetAcked(ORDERS, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void keepAcked(String... texts) {
        open(ORDERS, QueueSpec.DEFAULT.withKeepAcked(100));
        for (String text : texts) {
            send(text);
        }
        claim(ORDERS, Filter.ALL, Integer.MAX_VALUE).forEach(delivery -> write(ack(delivery)));
    }

    private long forget(int max, int keep) {
        return write(new Change.ForgetAcked(ORDERS, max, keep))[0];
    }
}
