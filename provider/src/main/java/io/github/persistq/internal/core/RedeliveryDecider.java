package io.github.persistq.internal.core;

/**
 * Decides whether a message that was delivered and not acknowledged comes again, and when.
 *
 * <p>Threading: stateless.
 */
final class RedeliveryDecider {
    private RedeliveryDecider() {}

    /** What is done with a message. */
    sealed interface Decision permits Retry, GiveUp {}

    /** It is delivered again, not before this time (milliseconds since the epoch; 0 is at once). */
    record Retry(long readyAtMillis) implements Decision {}

    /** It is not delivered again. */
    record GiveUp(boolean deadLetter) implements Decision {}

    static Decision decide(RedeliveryPolicy policy, int deliveries, long nowMillis) {
        if (!policy.allowsAfter(deliveries)) {
            return new GiveUp(policy.deadLetter());
        }
        long delay = policy.delayAfter(deliveries);
        return new Retry(delay == 0 ? 0 : nowMillis + delay);
    }
}
