package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitersTest {
    private static final QueueName QUEUE = QueueName.queue("q");
    private static final QueueName OTHER = QueueName.queue("other");

    private final Waiters waiters = new Waiters(new Sharing() {});

    /** Whether the waiter was signalled; forgets it. */
    private static boolean woken(Waiter waiter) {
        boolean signalled = waiter.isSignalled();
        waiter.clear();
        return signalled;
    }

    @Test
    void wakesOnePlainWaiterPerMessageLongestWaitingFirst() {
        Waiter first = new Waiter();
        Waiter second = new Waiter();
        Waiter third = new Waiter();
        for (Waiter waiter : List.of(first, second, third)) {
            waiters.register(QUEUE, false, waiter);
        }

        waiters.ready(QUEUE, 2);

        assertThat(woken(first)).isTrue();
        assertThat(woken(second)).isTrue();
        assertThat(woken(third)).isFalse();
    }

    @Test
    void wakesAllFilteredWaitersForEachMessage() {
        Waiter one = new Waiter();
        Waiter two = new Waiter();
        waiters.register(QUEUE, true, one);
        waiters.register(QUEUE, true, two);

        waiters.ready(QUEUE, 1);
        assertThat(woken(one)).isTrue();
        assertThat(woken(two)).isTrue();
        waiters.ready(QUEUE, 1);
        assertThat(woken(one)).isTrue();
        assertThat(woken(two)).isTrue();
    }

    @Test
    void wakesNobodyOfAnotherQueue() {
        Waiter waiter = new Waiter();
        waiters.register(OTHER, false, waiter);

        waiters.ready(QUEUE, 1);

        assertThat(woken(waiter)).isFalse();
    }

    @Test
    void passesAWakeUpOnThatWasNotUsed() {
        Waiter leaving = new Waiter();
        Waiter staying = new Waiter();
        Waiters.Interest interest = waiters.register(QUEUE, false, leaving);
        waiters.register(QUEUE, false, staying);
        waiters.ready(QUEUE, 1);

        waiters.unregister(interest);

        assertThat(woken(staying)).isTrue();
    }

    @Test
    void keepsAWakeUpThatWasUsed() {
        Waiter looking = new Waiter();
        Waiter staying = new Waiter();
        Waiters.Interest interest = waiters.register(QUEUE, false, looking);
        waiters.register(QUEUE, false, staying);
        waiters.ready(QUEUE, 1);

        waiters.looking(interest);
        waiters.unregister(interest);

        assertThat(woken(staying)).isFalse();
    }

    @Test
    void hasOneTimekeeperAmongPlainWaiters() {
        Waiters.Interest one = waiters.register(QUEUE, false, new Waiter());
        Waiters.Interest two = waiters.register(QUEUE, false, new Waiter());

        assertThat(waiters.keepTime(one, 500)).isEqualTo(500);
        assertThat(waiters.keepTime(two, 500)).isEqualTo(Long.MAX_VALUE);
        assertThat(waiters.keepTime(two, 400)).isEqualTo(400);
    }

    @Test
    void letsEachFilteredWaiterKeepItsOwnTime() {
        Waiters.Interest one = waiters.register(QUEUE, true, new Waiter());
        Waiters.Interest two = waiters.register(QUEUE, true, new Waiter());

        assertThat(waiters.keepTime(one, 500)).isEqualTo(500);
        assertThat(waiters.keepTime(two, 500)).isEqualTo(500);
    }

    @Test
    void wakesTheNextWaiterWhenTheTimekeeperLeavesAndSoOn() {
        List<Waiter> all = new ArrayList<>();
        List<Waiters.Interest> interests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Waiter waiter = new Waiter();
            all.add(waiter);
            interests.add(waiters.register(QUEUE, false, waiter));
        }
        waiters.keepTime(interests.get(0), 500);

        waiters.unregister(interests.get(0));
        assertThat(woken(all.get(1))).isTrue();
        waiters.looking(interests.get(1));
        waiters.unregister(interests.get(1));

        assertThat(woken(all.get(2))).isTrue();
    }

    /** Idle waiters that came back handed the time to each other for ever, each waking the other. */
    @Test
    void aWaiterThatComesBackTakesTheTimeFromOneThatHasNotLookedYet() {
        Waiter first = new Waiter();
        Waiter second = new Waiter();
        Waiters.Interest one = waiters.register(QUEUE, false, first);
        Waiters.Interest two = waiters.register(QUEUE, false, second);
        waiters.keepTime(one, 500);
        waiters.unregister(one);
        Waiters.Interest oneAgain = waiters.register(QUEUE, false, first);
        assertThat(woken(second)).isTrue();
        waiters.looking(two);
        waiters.unregister(two);
        Waiters.Interest twoAgain = waiters.register(QUEUE, false, second);
        assertThat(woken(first)).isTrue();

        assertThat(waiters.keepTime(twoAgain, 9000)).isEqualTo(9000);
        waiters.looking(oneAgain);
        waiters.unregister(oneAgain);

        assertThat(woken(second)).isFalse();
    }

    @Test
    void needsNoTimekeeperWithoutADueTime() {
        Waiters.Interest one = waiters.register(QUEUE, false, new Waiter());
        Waiter other = new Waiter();
        waiters.register(QUEUE, false, other);

        assertThat(waiters.keepTime(one, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        waiters.unregister(one);

        assertThat(woken(other)).isFalse();
    }

    @Test
    void keepsASignalThatComesBeforeTheWait() throws InterruptedException {
        Waiter waiter = new Waiter();

        waiter.signal();
        waiter.await(Long.MAX_VALUE);

        assertThat(waiter.isSignalled()).isTrue();
    }

    @Test
    void neverWaitsLongForADueTimeAtOnce() {
        assertThat(Waiter.nanosUntil(Long.MAX_VALUE, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(Waiter.nanosUntil(1_000_000_000_000L, 0)).isEqualTo(TimeUnit.SECONDS.toNanos(60));
        assertThat(Waiter.nanosUntil(1500, 1000)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(Waiter.nanosUntil(500, 1000)).isZero();
    }

    @Test
    void servesTenThousandWaiters() {
        List<Waiters.Interest> interests = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            interests.add(waiters.register(QUEUE, false, new Waiter()));
        }

        for (int i = 0; i < 10_000; i++) {
            waiters.ready(QUEUE, 1);
        }
        interests.forEach(waiters::unregister);

        assertThat(waiters.isEmpty()).isTrue();
    }
}
