package io.github.persistq.jndi;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.Name;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * A directory of what was bound before its context was handed out.
 *
 * <p>Threading: confined to the thread that makes the context, and not changed after that.
 */
final class Bindings implements Directory {
    private final Map<String, Object> entries = new TreeMap<>();

    /**
     * Binds an object, and makes the directories on the way to it.
     *
     * @throws NamingException if the name, or the beginning of it, is taken
     */
    void bind(Name name, Object object) throws NamingException {
        String first = name.get(0);
        Object there = entries.get(first);
        if (name.size() > 1 && (there == null || there instanceof Bindings)) {
            Bindings below = there instanceof Bindings known ? known : new Bindings();
            entries.put(first, below);
            below.bind(name.getSuffix(1), object);
            return;
        }
        if (there != null) {
            throw new NameAlreadyBoundException("'" + first + "' is bound already, to "
                    + (there instanceof Directory
                            ? "a sub-context"
                            : there.getClass().getSimpleName()));
        }
        entries.put(first, object);
    }

    /** Whether the name, of one part, is taken. */
    boolean has(String name) {
        return entries.containsKey(name);
    }

    @Override
    public @Nullable Object find(Name name) throws NamingException {
        Object there = entries.get(name.get(0));
        if (name.size() == 1) {
            return there;
        }
        return there instanceof Directory below ? below.find(name.getSuffix(1)) : null;
    }

    @Override
    public Map<String, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    @Override
    public void addNames(String prefix, Collection<String> names) {
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            if (entry.getValue() instanceof Directory below) {
                below.addNames(prefix + entry.getKey() + "/", names);
            } else {
                names.add(prefix + entry.getKey());
            }
        }
    }
}
