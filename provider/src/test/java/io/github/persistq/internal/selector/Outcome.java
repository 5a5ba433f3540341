package io.github.persistq.internal.selector;

import jakarta.jms.JMSException;
import java.util.HashMap;
import java.util.Map;

/** What a selector comes to for given values; unknown is told from false by asking for the negation too. */
enum Outcome {
    TRUE,
    FALSE,
    UNKNOWN;

    static Outcome of(String selector, Map<String, Object> values) throws JMSException {
        return of(Selector.parse(selector), Selector.parse("NOT (" + selector + ")"), values);
    }

    static Outcome of(Selector selector, Selector negation, Map<String, Object> values) {
        if (selector.matches(values::get)) {
            return TRUE;
        }
        return negation.matches(values::get) ? FALSE : UNKNOWN;
    }

    /** Values by name: name, value, name, value. */
    static Map<String, Object> values(Object... namesAndValues) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }
}
