package io.github.persistq.internal.destination;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a queue or a topic again from the reference that a naming service keeps of it ({@code Jakarta Messaging 3.1, 5.1}).
 *
 * <p>Threading: stateless.
 */
public final class DestinationObjectFactory implements ObjectFactory {
    /** The type of the address that holds the destination's name. */
    private static final String NAME = "name";

    /** Naming services create it by name. */
    public DestinationObjectFactory() {}

    /** What a naming service keeps of a destination. */
    static Reference reference(Class<?> type, String name) {
        return new Reference(
                type.getName(), new StringRefAddr(NAME, name), DestinationObjectFactory.class.getName(), null);
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
        RefAddr address = reference.get(NAME);
        if (address == null) {
            return null;
        }
        String destination = (String) address.getContent();
        if (reference.getClassName().equals(JmsQueue.class.getName())) {
            return new JmsQueue(destination);
        } else if (reference.getClassName().equals(JmsTopic.class.getName())) {
            return new JmsTopic(destination);
        }
        return null;
    }
}
