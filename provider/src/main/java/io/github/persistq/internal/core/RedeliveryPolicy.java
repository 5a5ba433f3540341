package io.github.persistq.internal.core;

/**
 * What becomes of a message that was delivered and not acknowledged.
 *
 * @param maxDeliveries deliveries after which it is given up; 0 is never
 * @param delayMillis the wait before the second delivery
 * @param backoffMultiplier what the wait is multiplied by at each further delivery
 * @param maxDelayMillis the longest wait that the multiplier leads to
 * @param deadLetter whether a given-up message becomes a dead letter; otherwise it is dropped
 */
public record RedeliveryPolicy(
        int maxDeliveries, long delayMillis, double backoffMultiplier, long maxDelayMillis, boolean deadLetter) {

    /** Whether a message may be delivered once more after that many deliveries. */
    public boolean allowsAfter(int deliveries) {
        return maxDeliveries == 0 || deliveries < maxDeliveries;
    }

    /** How long a message waits after that many deliveries. */
    public long delayAfter(int deliveries) {
        if (delayMillis == 0) {
            return 0;
        }
        double delay = delayMillis * Math.pow(backoffMultiplier, Math.max(0, deliveries - 1));
        long limit = Math.max(delayMillis, maxDelayMillis);
        return delay >= limit ? limit : (long) delay;
    }
}
