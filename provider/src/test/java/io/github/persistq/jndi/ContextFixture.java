package io.github.persistq.jndi;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Initial contexts of PersistQ. */
final class ContextFixture {
    private ContextFixture() {}

    /** A context whose environment has, besides the factory's name, keys and values in turn. */
    static Context context(Object... keysAndValues) throws NamingException {
        return new InitialContext(environment(keysAndValues));
    }

    @SuppressWarnings("JdkObsolete") // JNDI asks for this class.
    static Hashtable<Object, Object> environment(Object... keysAndValues) {
        Hashtable<Object, Object> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, PersistqInitialContextFactory.class.getName());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            environment.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return environment;
    }
}
