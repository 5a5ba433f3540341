package io.github.persistq;

import io.github.persistq.config.Option;
import io.github.persistq.internal.core.Settings;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a queue is run where that differs from what the store's URL says. An option that is not set here is as in the URL.
 *
 * <pre>{@code
 * QueueOptions.DEFAULT.maxMessages(10_000).failWhenFull().maxDeliveries(5).redeliveryDelay(Duration.ofSeconds(10))
 * }</pre>
 *
 * <p>Bad values are IllegalArgumentExceptions that name the option, the value and what is expected. Times count in milliseconds.
 *
 * <p>Threading: immutable.
 */
public final class QueueOptions {
    /** Everything as the URL says; deliveries are acknowledged by the program. */
    public static final QueueOptions DEFAULT = new QueueOptions(Collections.emptyMap(), false);

    private final Map<String, String> urlOptions;
    private final boolean autoAck;

    private QueueOptions(Map<String, String> urlOptions, boolean autoAck) {
        this.urlOptions = urlOptions;
        this.autoAck = autoAck;
    }

    /** The oldest item of a priority first. */
    public QueueOptions fifo() {
        return with(Settings.ORDER, "fifo");
    }

    /** The newest item of a priority first. The order of a queue that holds items cannot be changed. */
    public QueueOptions lifo() {
        return with(Settings.ORDER, "lifo");
    }

    /** For how long an item's unique key keeps equal ones out. */
    public QueueOptions unique(UniqueScope scope) {
        return with(Settings.UNIQUE, scope.name().toLowerCase(Locale.ROOT));
    }

    /** How many acknowledged items are kept for {@link PersistentQueue#browse}; 0 keeps none. */
    public QueueOptions keepAcked(int items) {
        return with(Settings.KEEP_ACKED, Integer.toString(items));
    }

    /** How many items the queue holds at most, those in flight included; 0 is without limit. */
    public QueueOptions maxMessages(int items) {
        return with(Settings.MAX_MESSAGES, Integer.toString(items));
    }

    /** How many bytes of items the queue holds at most, with what is stored beside them; 0 is without limit. */
    public QueueOptions maxBytes(long bytes) {
        return with(Settings.MAX_BYTES, Long.toString(bytes));
    }

    /** A put waits for room in a full queue as long as it takes. */
    public QueueOptions blockWhenFull() {
        return with(Settings.ON_FULL, "block").with(Settings.SEND_TIMEOUT, "0");
    }

    /** A put waits so long for room in a full queue, and then fails. */
    public QueueOptions blockWhenFull(Duration timeout) {
        if (timeout.toMillis() <= 0) {
            throw new IllegalArgumentException(
                    "The timeout is %s; expected at least a millisecond; failWhenFull() does not wait"
                            .formatted(timeout));
        }
        return with(Settings.ON_FULL, "block").with(Settings.SEND_TIMEOUT, Long.toString(timeout.toMillis()));
    }

    /** A put to a full queue fails at once. */
    public QueueOptions failWhenFull() {
        return with(Settings.ON_FULL, "fail");
    }

    /** After how many deliveries an item is given up; 0 is never. */
    public QueueOptions maxDeliveries(int deliveries) {
        return with(Settings.MAX_DELIVERIES, Integer.toString(deliveries));
    }

    /** How long an item that was given back waits for its next delivery. */
    public QueueOptions redeliveryDelay(Duration delay) {
        return with(Settings.REDELIVERY_DELAY, Long.toString(delay.toMillis()));
    }

    /**
     * How the delay grows.
     *
     * @param multiplier factor on the delay at each further delivery; 1.0 to 1000.0
     * @param longest the longest delay that it leads to
     */
    public QueueOptions backoff(double multiplier, Duration longest) {
        return with(Settings.BACKOFF_MULTIPLIER, Double.toString(multiplier))
                .with(Settings.MAX_REDELIVERY_DELAY, Long.toString(longest.toMillis()));
    }

    /** Whether an item that is given up becomes a dead letter in {@code DLQ.<queue>}, or is dropped. */
    public QueueOptions deadLetter(boolean kept) {
        return with(Settings.DEAD_LETTER, Boolean.toString(kept));
    }

    /** Whether an item whose time is over becomes a dead letter, too, or is dropped. */
    public QueueOptions deadLetterExpired(boolean kept) {
        return with(Settings.EXPIRY, kept ? "deadletter" : "drop");
    }

    /**
     * Whether an item is acknowledged before the call that takes it returns: it comes at most once, and is lost if the process dies
     * while working on it. Its delivery cannot be ended any more.
     */
    public QueueOptions autoAck(boolean whenTaken) {
        return new QueueOptions(urlOptions, whenTaken);
    }

    private QueueOptions with(Option<?> option, String text) {
        option.parse(text);
        Map<String, String> more = new TreeMap<>(urlOptions);
        more.put(option.name(), text);
        return new QueueOptions(Collections.unmodifiableMap(more), autoAck);
    }

    /** What is set, by the names and in the form that URLs have. */
    public Map<String, String> urlOptions() {
        return urlOptions;
    }

    public boolean isAutoAck() {
        return autoAck;
    }

    @Override
    public String toString() {
        return urlOptions + (autoAck ? " autoAck" : "");
    }
}
