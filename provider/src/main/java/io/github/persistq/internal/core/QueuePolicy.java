package io.github.persistq.internal.core;

import io.github.persistq.config.Option;
import io.github.persistq.config.StoreUrl;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one queue is run, as the store's URL asks.
 *
 * <p>A dead-letter queue keeps what it holds: it has no limits, its messages are redelivered for ever, with the delay that
 * the options ask for, and are never made dead letters again.
 *
 * @param origin what the queue is to people; options are looked up by the name of its destination
 * @param spec what the engine is told
 * @param redelivery what becomes of messages that fail
 * @param expiry what becomes of messages whose time is over
 * @param onFull what a send does when the queue is full
 * @param sendTimeoutMillis how long a send to the full queue waits; 0 is for ever
 */
public record QueuePolicy(
        Origin origin,
        QueueSpec spec,
        RedeliveryPolicy redelivery,
        Settings.Expiry expiry,
        Settings.OnFull onFull,
        long sendTimeoutMillis) {

    /** The options that a dead-letter queue does not have. */
    static final List<Option<?>> NOT_OF_DEAD_LETTERS = List.of(
            Settings.UNIQUE,
            Settings.MAX_MESSAGES,
            Settings.MAX_BYTES,
            Settings.MAX_DELIVERIES,
            Settings.DEAD_LETTER,
            Settings.EXPIRY);

    static QueuePolicy of(QueueName queue, StoreUrl url) {
        return of(queue, Origin.of(queue), url);
    }

    /** With options that go before those of the URL; names and values are good ones. */
    static QueuePolicy of(QueueName queue, StoreUrl url, Map<String, String> options) {
        Map<String, String> all = new LinkedHashMap<>(url.options());
        for (Map.Entry<String, String> option : options.entrySet()) {
            all.keySet().removeIf(name -> name.endsWith("." + option.getKey()));
            all.put(option.getKey(), option.getValue());
        }
        return of(queue, new StoreUrl(url.scheme(), url.location(), all));
    }

    QueuePolicy withSpec(QueueSpec newSpec) {
        return new QueuePolicy(origin, newSpec, redelivery, expiry, onFull, sendTimeoutMillis);
    }

    static QueuePolicy of(QueueName queue, Origin origin, StoreUrl url) {
        String name = origin.destination();
        boolean deadLetters = DeadLetters.isDeadLetterQueue(queue);
        QueueSpec spec = QueueSpec.DEFAULT
                .withOrder(url.get(Settings.ORDER, name))
                .withKeepAcked(url.get(Settings.KEEP_ACKED, name));
        if (!deadLetters) {
            spec = spec.withUnique(url.get(Settings.UNIQUE, name))
                    .withLimits(url.get(Settings.MAX_MESSAGES, name), url.get(Settings.MAX_BYTES, name));
        }
        RedeliveryPolicy redelivery = new RedeliveryPolicy(
                deadLetters ? 0 : url.get(Settings.MAX_DELIVERIES, name),
                url.get(Settings.REDELIVERY_DELAY, name),
                url.get(Settings.BACKOFF_MULTIPLIER, name),
                url.get(Settings.MAX_REDELIVERY_DELAY, name),
                !deadLetters && url.get(Settings.DEAD_LETTER, name));
        return new QueuePolicy(
                origin,
                spec,
                redelivery,
                deadLetters ? Settings.Expiry.DROP : url.get(Settings.EXPIRY, name),
                url.get(Settings.ON_FULL, name),
                url.get(Settings.SEND_TIMEOUT, name));
    }
}
