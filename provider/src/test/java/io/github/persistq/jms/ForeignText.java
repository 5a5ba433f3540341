package io.github.persistq.jms;

import jakarta.jms.TextMessage;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** A text message of a provider that knows nothing of this one: it keeps headers, and has no properties. */
final class ForeignText {
    private final Map<String, Object> values = new HashMap<>();

    ForeignText(String text) {
        values.put("Text", text);
    }

    TextMessage message() {
        return (TextMessage) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TextMessage.class},
                (proxy, method, arguments) -> answer(method, arguments));
    }

    Object header(String name) {
        return values.get(name);
    }

    private Object answer(Method method, Object[] arguments) {
        String name = method.getName();
        if (name.equals("getPropertyNames")) {
            return Collections.emptyEnumeration();
        }
        if (name.startsWith("set")) {
            values.put(name.substring(3), arguments[0]);
            return null;
        }
        Object value = values.get(name.substring(3));
        if (value == null && method.getReturnType().isPrimitive()) {
            return method.getReturnType() == boolean.class ? (Object) false : zero(method.getReturnType());
        }
        return value;
    }

    private static Object zero(Class<?> type) {
        return type == long.class ? (Object) 0L : (Object) 0;
    }
}
