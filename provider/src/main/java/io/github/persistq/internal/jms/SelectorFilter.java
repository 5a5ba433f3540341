package io.github.persistq.internal.jms;

import io.github.persistq.internal.head.MalformedMessageException;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.internal.selector.Selector;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Filter;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * A message selector as a filter of stored heads.
 *
 * <p>Threading: immutable.
 */
final class SelectorFilter implements Filter {
    private final Selector selector;

    private SelectorFilter(Selector selector) {
        this.selector = selector;
    }

    /**
     * The filter of a selector; null and blank ones want every message.
     *
     * @throws JMSException an InvalidSelectorException
     */
    static Filter of(@Nullable String selector) throws JMSException {
        return selector == null || selector.isBlank() ? Filter.ALL : new SelectorFilter(Selector.parse(selector));
    }

    /** An unreadable head matches: whoever claims it moves it out of the way. */
    @Override
    public boolean matches(Bytes head) {
        try {
            MessageHead decoded = MessageHead.decode(head);
            return selector.matches(decoded::selectorValue);
        } catch (MalformedMessageException e) {
            return true;
        }
    }
}
