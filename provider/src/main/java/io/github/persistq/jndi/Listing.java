package io.github.persistq.jndi;

import java.util.Iterator;
import java.util.List;
import javax.naming.NamingEnumeration;

/**
 * The answer of a context that lists what it holds.
 *
 * <p>Threading: one thread at a time.
 *
 * @param <T> what is listed
 */
final class Listing<T> implements NamingEnumeration<T> {
    private final Iterator<T> rest;

    Listing(List<T> items) {
        this.rest = items.iterator();
    }

    @Override
    public boolean hasMore() {
        return rest.hasNext();
    }

    @Override
    public T next() {
        return rest.next();
    }

    @Override
    public boolean hasMoreElements() {
        return rest.hasNext();
    }

    @Override
    public T nextElement() {
        return rest.next();
    }

    @Override
    public void close() {
        // There is nothing to let go.
    }
}
