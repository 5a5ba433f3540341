package io.github.persistq.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A parsed store URL: {@code persistq:SCHEME:LOCATION?option=value&...}.
 *
 * <p>Location and values may be percent-encoded; a plus sign stands for itself. Threading: immutable.
 *
 * @param scheme which engine: {@code file}, {@code memory}, ...
 * @param location what the engine opens, for example a directory
 * @param options the options as written, in their order
 */
public record StoreUrl(String scheme, String location, Map<String, String> options) {
    private static final String PREFIX = "persistq:";
    private static final String MASK = "***";

    public StoreUrl {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Parses a URL; option names and values are checked later, by {@link #check}.
     *
     * @throws IllegalArgumentException if the text is not of the form above, or names an option twice
     */
    public static StoreUrl parse(String url) {
        int schemeEnd = url.startsWith(PREFIX) ? url.indexOf(':', PREFIX.length()) : -1;
        int queryStart = url.indexOf('?');
        int locationEnd = queryStart < 0 ? url.length() : queryStart;
        if (schemeEnd < 0 || schemeEnd + 1 >= locationEnd) {
            throw new IllegalArgumentException(
                    "Store URL '" + masked(url)
                            + "' is not of the form persistq:SCHEME:LOCATION?option=value, for example persistq:file:/var/lib/orders");
        }
        String scheme = url.substring(PREFIX.length(), schemeEnd);
        String location = decode("location", url.substring(schemeEnd + 1, locationEnd));
        Map<String, String> options = new LinkedHashMap<>();
        if (queryStart >= 0) {
            String last = "";
            for (String pair : url.substring(queryStart + 1).split("&")) {
                last = addOption(options, pair, last);
            }
        }
        return new StoreUrl(scheme, location, options);
    }

    /** Adds an option and returns its name. */
    private static String addOption(Map<String, String> options, String pair, String last) {
        if (pair.isEmpty()) {
            return last;
        }
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            // What follows a password may be the rest of it.
            String shown = isSecret(last) ? MASK : pair;
            throw new IllegalArgumentException(
                    "Store URL has '" + shown + "' where option=value is expected; in a value & is written as %26");
        }
        String name = decode("name of an option", pair.substring(0, equals));
        if (options.put(name, decode("value of option '" + name + "'", pair.substring(equals + 1))) != null) {
            throw new IllegalArgumentException("Store URL gives the option '" + name + "' twice");
        }
        return name;
    }

    /**
     * Checks that each option is known and has a good value.
     *
     * @throws IllegalArgumentException naming the bad option and listing the valid ones
     */
    public void check(Collection<Option<?>> valid) {
        for (Map.Entry<String, String> option : options.entrySet()) {
            find(option.getKey(), valid).parse(option.getValue());
        }
    }

    private static Option<?> find(String key, Collection<Option<?>> valid) {
        for (Option<?> option : valid) {
            boolean patterned = option.scope() == Option.Scope.DESTINATION && key.endsWith("." + option.name());
            if (patterned || option.name().equals(key) || isOfFamily(key, option.name())) {
                return option;
            }
        }
        throw unknown(key, valid);
    }

    /** An option {@code PREFIX.*} stands for all that begin with the prefix. */
    private static boolean isOfFamily(String key, String family) {
        return family.endsWith(".*") && key.startsWith(family.substring(0, family.length() - 1));
    }

    /** The value of a store's or factory's option, or its default. */
    public <T> T get(Option<T> option) {
        String text = options.get(option.name());
        return text == null ? option.defaultValue() : option.parse(text);
    }

    /**
     * The value of a destination's option: of the key {@code PATTERN.name} with the longest pattern that matches, else of
     * the plain key, else the default. In a pattern {@code *} stands for any text.
     */
    public <T> T get(Option<T> option, String destination) {
        String best = options.get(option.name());
        int bestLength = -1;
        for (Map.Entry<String, String> entry : options.entrySet()) {
            String suffix = "." + option.name();
            if (entry.getKey().endsWith(suffix)) {
                String pattern = entry.getKey().substring(0, entry.getKey().length() - suffix.length());
                if (pattern.length() > bestLength && matches(pattern, destination)) {
                    best = entry.getValue();
                    bestLength = pattern.length();
                }
            }
        }
        return best == null ? option.defaultValue() : option.parse(best);
    }

    private static boolean matches(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(name);
        }
        int from = parts[0].length();
        String last = parts[parts.length - 1];
        if (!name.startsWith(parts[0])) {
            return false;
        }
        for (int i = 1; i < parts.length - 1; i++) {
            int at = name.indexOf(parts[i], from);
            if (at < 0) {
                return false;
            }
            from = at + parts[i].length();
        }
        return name.length() - last.length() >= from && name.endsWith(last);
    }

    /** The URL as text, fit for logs: the values of options whose name speaks of a password are masked. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(PREFIX).append(scheme).append(':').append(location);
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = isSecret(option.getKey()) ? MASK : option.getValue();
            text.append(separator).append(option.getKey()).append('=').append(value);
            separator = '&';
        }
        return text.toString();
    }

    /** Whether the values of an option must not be shown. */
    public static boolean isSecret(String option) {
        return option.toLowerCase(Locale.ROOT).contains("password");
    }

    /** Masks a URL that could not be parsed. */
    private static String masked(String url) {
        return url.replaceAll("(?i)(password[^=&]*=)[^&]*", "$1" + MASK);
    }

    private static String decode(String part, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without the cause, which shows the text: it may be a password.
            throw new IllegalArgumentException("Store URL: the " + part
                    + " has a % that two hexadecimal digits do not follow; a % itself is written as %25");
        }
    }

    private static IllegalArgumentException unknown(String key, Collection<Option<?>> valid) {
        TreeSet<String> names = new TreeSet<>();
        valid.forEach(o -> names.add(o.name()));
        return new IllegalArgumentException(
                "Unknown option '" + key + "' in the store URL; valid options are " + String.join(", ", names));
    }
}
