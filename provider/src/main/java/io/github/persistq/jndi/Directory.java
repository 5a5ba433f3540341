package io.github.persistq.jndi;

import java.util.Collection;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** What one context holds. */
sealed interface Directory permits Bindings, AnyDestination {
    /**
     * What a name that is not empty is bound to: an administered object, or a directory; null if nothing.
     *
     * @throws InvalidNameException if no such thing can have the name
     */
    @Nullable
    Object find(Name name) throws NamingException;

    /** What is bound in this directory itself, in the order of the names. */
    Map<String, Object> entries();

    /** Adds the names of all objects that can be found from here, each after the prefix. */
    void addNames(String prefix, Collection<String> names);
}
