package io.github.persistq.internal.head;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names properties may have ({@code Jakarta Messaging 3.1, 3.5.1, 3.5.9 and 3.8.1.1}): identifiers of selectors that
 * are not reserved words, and with the prefix JMS only as {@code JMSX...} or {@code JMS_...}.
 *
 * <p>Threading: stateless.
 */
public final class PropertyNames {
    private static final Set<String> RESERVED =
            Set.of("NULL", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE");
    private static final int LONGEST_RESERVED = 7;

    private PropertyNames() {}

    /** Passes a good name on; anything else is an IllegalArgumentException that says why. */
    public static String check(@Nullable String name) {
        String problem = problem(name);
        if (name == null || problem != null) {
            throw new IllegalArgumentException("A property cannot be named '%s': %s".formatted(name, problem));
        }
        return name;
    }

    /** Whether the name is one that the specification keeps for headers. */
    public static boolean isReservedForHeaders(String name) {
        return name.startsWith("JMS") && !name.startsWith("JMSX") && !name.startsWith("JMS_");
    }

    private static @Nullable String problem(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return "a name is needed";
        }
        if (!isIdentifier(name)) {
            return "expected a Java identifier, so that selectors can use it";
        }
        if (name.length() <= LONGEST_RESERVED && RESERVED.contains(name.toUpperCase(Locale.ROOT))) {
            return "it is a reserved word of selectors";
        }
        if (isReservedForHeaders(name)) {
            return "names that begin with JMS are reserved, except JMSX... and JMS_...";
        }
        return null;
    }

    private static boolean isIdentifier(String name) {
        if (!Character.isJavaIdentifierStart(name.codePointAt(0))) {
            return false;
        }
        int point;
        for (int i = 0; i < name.length(); i += Character.charCount(point)) {
            point = name.codePointAt(i);
            if (!Character.isJavaIdentifierPart(point)) {
                return false;
            }
        }
        return true;
    }
}
