package io.github.persistq.tck;

import jakarta.jms.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Messages whose implementation belongs to no provider. */
final class ForeignMessage {
    private ForeignMessage() {}

    /** A message that acts as another one does, but is of a class that no provider knows. */
    static <T extends Message> T like(T message, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                ForeignMessage.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(message, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
