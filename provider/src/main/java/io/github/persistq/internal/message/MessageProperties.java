package io.github.persistq.internal.message;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.internal.head.MessageHeadBuilder;
import io.github.persistq.internal.head.PropertyNames;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message's properties, in the order in which they were set.
 *
 * <p>Threading: one thread at a time.
 */
final class MessageProperties {
    /** The property that deliveries set; what a client sets under this name is not sent. */
    static final String DELIVERY_COUNT = "JMSXDeliveryCount";

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private boolean readOnly;

    /** Takes what was stored, adds the delivery count, which is never below 1, and becomes read-only. */
    void received(Map<String, @Nullable Object> stored, int deliveryCount) {
        values.putAll(stored);
        values.put(DELIVERY_COUNT, Math.max(1, deliveryCount));
        readOnly = true;
    }

    /** Empties the properties and makes them writeable. */
    void clear() {
        values.clear();
        readOnly = false;
    }

    boolean exists(@Nullable String name) {
        return values.containsKey(name);
    }

    @Nullable
    Object get(@Nullable String name) {
        return values.get(name);
    }

    /** The names as they are at any time, not to be changed through the set. */
    Set<String> liveNames() {
        return Collections.unmodifiableSet(values.keySet());
    }

    Enumeration<String> names() {
        return Collections.enumeration(new ArrayList<>(values.keySet()));
    }

    void set(@Nullable String name, @Nullable Object value) throws JMSException {
        String checked = PropertyNames.check(name);
        if (readOnly) {
            throw JmsErrors.notWriteable(
                    "Cannot set the property '" + checked
                            + "': the properties of a received message are read-only; call clearProperties() first, or copy the message");
        }
        if (value != null && !MessageHeadBuilder.isPropertyValue(value)) {
            throw JmsErrors.messageFormat(
                    "Cannot set the property '%s' to a %s; expected Boolean, Byte, Short, Integer, Long, Float, Double or String"
                            .formatted(checked, value.getClass().getName()),
                    null);
        }
        values.put(checked, value);
    }

    /** Adds what is to be stored: all but the delivery count, which belongs to a delivery. */
    void writeTo(MessageHeadBuilder head) {
        for (Map.Entry<String, Object> property : values.entrySet()) {
            if (!property.getKey().equals(DELIVERY_COUNT)) {
                head.property(property.getKey(), property.getValue());
            }
        }
    }
}
