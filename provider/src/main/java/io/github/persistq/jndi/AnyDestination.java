package io.github.persistq.jndi;

import io.github.persistq.internal.destination.JmsQueue;
import io.github.persistq.internal.destination.JmsTopic;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NamingException;

/**
 * A directory where each name finds the queue or the topic of that name; slashes are part of it.
 *
 * <p>Threading: immutable.
 *
 * @param topics whether topics are found
 */
record AnyDestination(boolean topics) implements Directory {
    @Override
    public Object find(Name name) throws NamingException {
        String destination = String.join("/", Collections.list(name.getAll()));
        try {
            return topics ? new JmsTopic(destination) : new JmsQueue(destination);
        } catch (IllegalArgumentException e) {
            NamingException refused = new InvalidNameException(String.valueOf(e.getMessage()));
            refused.initCause(e);
            throw refused;
        }
    }

    @Override
    public Map<String, Object> entries() {
        return Map.of();
    }

    @Override
    public void addNames(String prefix, Collection<String> names) {
        names.add(prefix + "NAME");
    }
}
