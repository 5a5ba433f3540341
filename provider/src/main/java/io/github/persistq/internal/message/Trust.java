package io.github.persistq.internal.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Which classes may be read from an ObjectMessage: the JDK's value classes and those of the trusted packages.
 *
 * <p>Threading: immutable.
 *
 * @param packages names of packages, trusted with their sub-packages; {@code *} trusts every class
 */
public record Trust(List<String> packages) {
    /** The JDK's value classes alone. */
    public static final Trust JDK_VALUES = new Trust(List.of());

    /** Every class. */
    public static final Trust ALL = new Trust(List.of("*"));

    public Trust {
        packages = List.copyOf(packages);
    }

    /** The packages of a list separated by commas; blanks around names and empty names are ignored. */
    public static Trust parse(String commaSeparated) {
        return of(Arrays.asList(commaSeparated.split(",")));
    }

    /** The packages of a collection; a name may end with {@code .} or {@code .*}. */
    public static Trust of(Collection<String> packages) {
        List<String> names = new ArrayList<>();
        for (String written : packages) {
            String name = written.strip();
            if (name.endsWith(".*") || (name.endsWith(".") && name.length() > 1)) {
                name = name.substring(0, name.lastIndexOf('.'));
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new Trust(names);
    }

    /** Whether objects of the class, or arrays of it, may be read. */
    boolean allows(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive() || JdkValues.contains(element.getName()) || isTrusted(element.getName());
    }

    private boolean isTrusted(String className) {
        for (String name : packages) {
            if (name.equals("*") || className.startsWith(name + ".")) {
                return true;
            }
        }
        return false;
    }
}
