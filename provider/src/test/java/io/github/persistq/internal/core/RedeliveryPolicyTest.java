package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import org.junit.jupiter.api.Test;

class RedeliveryPolicyTest {
    private static RedeliveryPolicy policy(int maxDeliveries, long delay, double multiplier, long maxDelay) {
        return new RedeliveryPolicy(maxDeliveries, delay, multiplier, maxDelay, true);
    }

    @Test
    void retriesAtOnceWithoutADelay() {
        assertThat(RedeliveryDecider.decide(policy(3, 0, 2, 100), 2, 5000)).isEqualTo(new RedeliveryDecider.Retry(0));
    }

    @Test
    void retriesAfterTheDelay() {
        assertThat(RedeliveryDecider.decide(policy(3, 40, 1, 100), 2, 5000))
                .isEqualTo(new RedeliveryDecider.Retry(5040));
    }

    @Test
    void givesUpAtTheLimit() {
        assertThat(RedeliveryDecider.decide(policy(3, 0, 1, 0), 3, 5000)).isEqualTo(new RedeliveryDecider.GiveUp(true));
        assertThat(RedeliveryDecider.decide(new RedeliveryPolicy(1, 0, 1, 0, false), 7, 0))
                .isEqualTo(new RedeliveryDecider.GiveUp(false));
    }

    @Test
    void neverGivesUpWithoutALimit() {
        assertThat(RedeliveryDecider.decide(policy(0, 0, 1, 0), Integer.MAX_VALUE, 0))
                .isEqualTo(new RedeliveryDecider.Retry(0));
    }

    @Test
    void multipliesTheDelayUpToItsLimit() {
        RedeliveryPolicy policy = policy(0, 100, 3, 1000);

        assertThat(policy.delayAfter(1)).isEqualTo(100);
        assertThat(policy.delayAfter(2)).isEqualTo(300);
        assertThat(policy.delayAfter(3)).isEqualTo(900);
        assertThat(policy.delayAfter(4)).isEqualTo(1000);
        assertThat(policy.delayAfter(Integer.MAX_VALUE)).isEqualTo(1000);
    }

    @Test
    void keepsAFirstDelayThatIsLongerThanTheLimit() {
        assertThat(policy(0, 5000, 2, 1000).delayAfter(3)).isEqualTo(5000);
    }

    @Test
    void readsAQueuesPolicyFromTheUrl() {
        StoreUrl url = StoreUrl.parse("persistq:memory:x?a.maxDeliveries=2&redeliveryDelay=7&order=lifo&a.keepAcked=3");

        QueuePolicy a = QueuePolicy.of(QueueName.queue("a"), url);
        QueuePolicy b = QueuePolicy.of(QueueName.queue("b"), url);

        assertThat(a.redelivery().maxDeliveries()).isEqualTo(2);
        assertThat(b.redelivery().maxDeliveries()).isEqualTo(10);
        assertThat(a.redelivery().delayMillis()).isEqualTo(7);
        assertThat(a.spec().order()).isEqualTo(QueueSpec.Order.LIFO);
        assertThat(a.spec().keepAcked()).isEqualTo(3);
        assertThat(b.spec().keepAcked()).isZero();
    }

    @Test
    void namesTheDeadLetterQueueWithinTheLimitOfNames() {
        assertThat(DeadLetters.queueFor(Origin.of(QueueName.queue("orders")))).isEqualTo(QueueName.queue("DLQ.orders"));
        assertThat(DeadLetters.queueFor(Origin.of(QueueName.queue("x".repeat(512))))
                        .name())
                .hasSize(512);
    }
}
