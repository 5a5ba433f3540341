package io.github.persistq;

import io.github.persistq.internal.head.MessageHeadBuilder;
import io.github.persistq.internal.head.PropertyNames;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is put with an item: {@code PutOptions.DEFAULT.priority(1).delay(Duration.ofSeconds(30))}.
 *
 * <p>Threading: immutable.
 */
public final class PutOptions {
    /** The lowest number, which comes first. */
    public static final int FIRST_PRIORITY = 0;

    /** The highest number, which comes last. */
    public static final int LAST_PRIORITY = 9;

    /** Priority 5, no delay, no end of time, no key, no group, no properties. */
    public static final PutOptions DEFAULT =
            new PutOptions(5, Duration.ZERO, Duration.ZERO, null, null, Collections.emptyMap());

    private final int priority;
    private final Duration delay;
    private final Duration timeToLive;
    private final @Nullable String uniqueKey;
    private final @Nullable String group;
    private final Map<String, @Nullable Object> properties;

    private PutOptions(
            int priority,
            Duration delay,
            Duration timeToLive,
            @Nullable String uniqueKey,
            @Nullable String group,
            Map<String, @Nullable Object> properties) {
        this.priority = priority;
        this.delay = delay;
        this.timeToLive = timeToLive;
        this.uniqueKey = uniqueKey;
        this.group = group;
        this.properties = properties;
    }

    /**
     * These options with a priority; items of a lower number are taken first. JMS programs see 9 minus it.
     *
     * @throws IllegalArgumentException if it is not from 0 to 9
     */
    public PutOptions priority(int newPriority) {
        if (newPriority < FIRST_PRIORITY || newPriority > LAST_PRIORITY) {
            throw new IllegalArgumentException("The priority is %d; expected %d to %d, low first, %d by default"
                    .formatted(newPriority, FIRST_PRIORITY, LAST_PRIORITY, DEFAULT.priority));
        }
        return new PutOptions(newPriority, delay, timeToLive, uniqueKey, group, properties);
    }

    /** These options with a time before which the item cannot be taken; zero is none. */
    public PutOptions delay(Duration newDelay) {
        return new PutOptions(priority, checked("delay", newDelay), timeToLive, uniqueKey, group, properties);
    }

    /** These options with a time after which the item is not delivered any more; zero is never. */
    public PutOptions timeToLive(Duration newTimeToLive) {
        return new PutOptions(priority, delay, checked("timeToLive", newTimeToLive), uniqueKey, group, properties);
    }

    /**
     * These options with the key by which a queue with {@link QueueOptions#unique} knows duplicates. Without one it is made from the
     * item's bytes.
     */
    public PutOptions uniqueKey(String newKey) {
        return new PutOptions(priority, delay, timeToLive, newKey, group, properties);
    }

    /**
     * These options with the group that the item belongs to: of each group, items are processed one after the other, in order. JMS
     * programs see it as {@code JMSXGroupID}.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public PutOptions group(String newGroup) {
        if (newGroup.isEmpty()) {
            throw new IllegalArgumentException("The group is empty; leave it out for an item without one");
        }
        return new PutOptions(priority, delay, timeToLive, uniqueKey, newGroup, properties);
    }

    /**
     * These options with one more property, which {@link Delivery#properties} shows and JMS selectors can ask for.
     *
     * @param name a Java identifier that is no reserved word of selectors and does not begin with JMS
     * @param value a String, Boolean, Byte, Short, Integer, Long, Float, Double, or null
     * @throws IllegalArgumentException for another name or value
     */
    public PutOptions property(String name, @Nullable Object value) {
        PropertyNames.check(name);
        if (value != null && !MessageHeadBuilder.isPropertyValue(value)) {
            throw new IllegalArgumentException(
                    "Property '%s' is a %s; expected Boolean, Byte, Short, Integer, Long, Float, Double, String or null"
                            .formatted(name, value.getClass().getName()));
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>(properties);
        more.put(name, value);
        return new PutOptions(priority, delay, timeToLive, uniqueKey, group, Collections.unmodifiableMap(more));
    }

    private static Duration checked(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("The %s is %s; expected zero or more".formatted(name, value));
        }
        return value;
    }

    public int priority() {
        return priority;
    }

    public Duration delay() {
        return delay;
    }

    public Duration timeToLive() {
        return timeToLive;
    }

    public @Nullable String uniqueKey() {
        return uniqueKey;
    }

    public @Nullable String group() {
        return group;
    }

    public Map<String, @Nullable Object> properties() {
        return properties;
    }
}
