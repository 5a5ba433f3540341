package io.github.persistq.jms;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link PersistqConnectionFactory} or {@link PersistqXAConnectionFactory} again from the reference that a naming
 * service keeps of it.
 *
 * <p>Threading: stateless.
 */
public final class PersistqObjectFactory implements ObjectFactory {
    /** The type of the address that holds the URL. */
    private static final String URL = "url";

    /** Naming services create it by name. */
    public PersistqObjectFactory() {}

    /** What a naming service keeps of a factory. */
    static Reference reference(Class<?> factory, @Nullable String url) {
        Reference reference = new Reference(factory.getName(), PersistqObjectFactory.class.getName(), null);
        if (url != null) {
            reference.add(new StringRefAddr(URL, url));
        }
        return reference;
    }

    @Override
    public @Nullable Object getObjectInstance(
            @Nullable Object object,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment) {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        RefAddr address = reference.get(URL);
        String url = address == null ? null : (String) address.getContent();
        if (reference.getClassName().equals(PersistqConnectionFactory.class.getName())) {
            PersistqConnectionFactory factory = new PersistqConnectionFactory();
            if (url != null) {
                factory.setUrl(url);
            }
            return factory;
        }
        if (reference.getClassName().equals(PersistqXAConnectionFactory.class.getName())) {
            PersistqXAConnectionFactory factory = new PersistqXAConnectionFactory();
            if (url != null) {
                factory.setUrl(url);
            }
            return factory;
        }
        return null;
    }
}
