package io.github.persistq.jndi;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.destination.JmsQueue;
import io.github.persistq.internal.destination.JmsTopic;
import io.github.persistq.jms.PersistqConnectionFactory;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import javax.naming.CompositeName;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a context, and what it asks to be bound.
 *
 * <p>Threading: immutable.
 *
 * @param entries a copy of the environment, in the order of its keys; keys that are no texts are left out
 */
record Environment(Map<String, Object> entries) {
    private static final String[] DEFAULT_FACTORIES = {
        "ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory"
    };
    private static final String DEFAULT_XA_FACTORY = "XAConnectionFactory";

    static Environment of(@Nullable Hashtable<?, ?> table) {
        Map<String, Object> entries = new TreeMap<>();
        if (table != null) {
            for (Map.Entry<?, ?> entry : table.entrySet()) {
                if (entry.getKey() instanceof String key) {
                    entries.put(key, entry.getValue());
                }
            }
        }
        return new Environment(entries);
    }

    /**
     * Binds what the environment names.
     *
     * @throws NamingException naming the entry that is wrong
     */
    Bindings bind() throws NamingException {
        Bindings bindings = new Bindings();
        bindings.bind(new CompositeName("dynamicQueues"), new AnyDestination(false));
        bindings.bind(new CompositeName("dynamicTopics"), new AnyDestination(true));
        for (String key : entries.keySet()) {
            int dot = key.indexOf('.');
            EntryKind kind = dot < 0 ? null : kind(key, key.substring(0, dot));
            if (kind != null) {
                bind(key, name(key, key.substring(dot + 1)), kind, bindings);
            }
        }
        if (!text(Context.PROVIDER_URL).isEmpty()) {
            bindDefaults(bindings);
        }
        return bindings;
    }

    private static @Nullable EntryKind kind(String key, String word) throws NamingException {
        EntryKind kind = EntryKind.of(word);
        EntryKind meant = kind == null ? EntryKind.resembling(word) : null;
        if (meant != null) {
            throw new ConfigurationException("Entry '%s': '%s' is not known; did you mean '%s'? Entries are %s"
                    .formatted(key, word, meant, EntryKind.words()));
        }
        return kind;
    }

    private static Name name(String key, String text) throws NamingException {
        Name name = new CompositeName(text);
        for (int i = 0; i < name.size(); i++) {
            if (name.get(i).isEmpty()) {
                throw wrong(key, "the name '" + text + "' has an empty part", null);
            }
        }
        if (name.isEmpty()) {
            throw wrong(key, "there is no name after the dot; expected " + EntryKind.words(), null);
        }
        return name;
    }

    private void bind(String key, Name name, EntryKind kind, Bindings bindings) throws NamingException {
        Object object = switch (kind) {
            case CONNECTION_FACTORY, XA_CONNECTION_FACTORY ->
                factory(key, text(key).isEmpty() ? Context.PROVIDER_URL : key, kind);
            case QUEUE, TOPIC -> destination(key, kind);
        };
        try {
            bindings.bind(name, object);
        } catch (NamingException e) {
            throw wrong(key, String.valueOf(e.getExplanation()), e);
        }
    }

    /** Binds the usual names to the provider's store, where the environment does not bind them otherwise. */
    private void bindDefaults(Bindings bindings) throws NamingException {
        for (String name : DEFAULT_FACTORIES) {
            if (!bindings.has(name)) {
                Object factory = factory(name, Context.PROVIDER_URL, EntryKind.CONNECTION_FACTORY);
                bindings.bind(new CompositeName(name), factory);
            }
        }
        if (!bindings.has(DEFAULT_XA_FACTORY)) {
            Object factory = factory(DEFAULT_XA_FACTORY, Context.PROVIDER_URL, EntryKind.XA_CONNECTION_FACTORY);
            bindings.bind(new CompositeName(DEFAULT_XA_FACTORY), factory);
        }
    }

    /** A factory for the URL that one entry holds, on behalf of another. */
    private Object factory(String asking, String urlKey, EntryKind kind) throws NamingException {
        String url = text(urlKey);
        if (url.isEmpty()) {
            throw wrong(
                    asking,
                    "there is no URL; give it as value, for example persistq:file:/var/lib/orders, or set "
                            + Context.PROVIDER_URL,
                    null);
        }
        try {
            String complete = withUser(url);
            return kind == EntryKind.XA_CONNECTION_FACTORY
                    ? new PersistqXAConnectionFactory(complete)
                    : new PersistqConnectionFactory(complete);
        } catch (IllegalArgumentException e) {
            throw wrong(urlKey, String.valueOf(e.getMessage()), e);
        }
    }

    private String withUser(String url) throws NamingException {
        Map<String, String> options = StoreUrl.parse(url).options();
        String user = text(Context.SECURITY_PRINCIPAL);
        if (user.isEmpty() || options.containsKey("userName") || options.containsKey("password")) {
            return url;
        }
        return url + (url.indexOf('?') < 0 ? '?' : '&') + "userName=" + encoded(user) + "&password="
                + encoded(credentials());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String credentials() throws NamingException {
        Object value = entries.get(Context.SECURITY_CREDENTIALS);
        if (value == null) {
            return "";
        }
        if (value instanceof char[] characters) {
            return new String(characters);
        }
        if (value instanceof String text) {
            return text;
        }
        throw notText(Context.SECURITY_CREDENTIALS, value);
    }

    private Object destination(String key, EntryKind kind) throws NamingException {
        try {
            return kind == EntryKind.TOPIC ? new JmsTopic(text(key)) : new JmsQueue(text(key));
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()), e);
        }
    }

    /** The value of an entry without the blanks around it; empty if there is none. */
    private String text(String key) throws NamingException {
        Object value = entries.get(key);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text.strip();
        }
        throw notText(key, value);
    }

    private static NamingException notText(String key, Object value) {
        return wrong(key, "the value is a " + value.getClass().getName() + "; expected a String", null);
    }

    private static NamingException wrong(String key, String fault, @Nullable Throwable cause) {
        NamingException wrong = new ConfigurationException("Entry '" + key + "': " + fault);
        if (cause != null) {
            wrong.initCause(cause);
        }
        return wrong;
    }
}
