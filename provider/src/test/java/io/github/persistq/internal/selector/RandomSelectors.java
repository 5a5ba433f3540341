package io.github.persistq.internal.selector;

import java.util.Random;

/**
 * Makes random selectors that are valid SQL as well and mean the same there.
 *
 * <p>Left out, because SQL as H2 speaks it differs or fails: comparisons of unlike types (SQL converts), division of
 * exact numbers and by zero, division of literals (H2 rounds it to the digits of the literals), overflow, octal,
 * suffixed and underscored numbers, ordering of strings and booleans, NaN, backslashes and supplementary characters in
 * LIKE, an escape before an ordinary character, and two minus signs in a row (a comment). Numbers are multiples of
 * small powers of two, so that doubles and SQL's decimals agree to the last bit.
 *
 * <p>Identifiers: i1, i2 exact, d1, d2 approximate, s1, s2 strings, b1, b2 booleans. Threading: one thread at a time.
 */
final class RandomSelectors {
    private static final String[] RELATIONS = {"=", "<>", "<", "<=", ">", ">="};
    private static final String[] PIECES = {"a", "b", "ab", "", "aba", "x''y", "%", "_", "b_a", "A"};

    private final Random random;

    RandomSelectors(Random random) {
        this.random = random;
    }

    String condition(int depth) {
        if (depth == 0) {
            return predicate();
        }
        return switch (random.nextInt(6)) {
            case 0 -> condition(depth - 1) + " AND " + condition(depth - 1);
            case 1 -> condition(depth - 1) + " OR " + condition(depth - 1);
            case 2 -> "NOT " + condition(depth - 1);
            case 3 -> "(" + condition(depth - 1) + ")";
            case 4 -> "(" + condition(depth - 1) + ") " + (random.nextBoolean() ? "=" : "<>") + " " + bool();
            default -> predicate();
        };
    }

    private String predicate() {
        String not = random.nextBoolean() ? "NOT " : "";
        return switch (random.nextInt(8)) {
            case 0 -> bool();
            case 1 -> bool() + (random.nextBoolean() ? " = " : " <> ") + bool();
            case 2 -> string() + (random.nextBoolean() ? " = " : "<>") + string();
            case 3 -> stringName() + " " + not + "IN (" + list() + ")";
            case 4 -> stringName() + " " + not + "LIKE " + pattern();
            case 5 -> name() + " IS " + not + "NULL";
            case 6 -> number(2) + " " + not + "BETWEEN " + number(1) + " AND " + number(1);
            default -> number(2) + " " + RELATIONS[random.nextInt(RELATIONS.length)] + " " + number(2);
        };
    }

    private String number(int depth) {
        if (depth == 0) {
            return numberValue();
        }
        return switch (random.nextInt(7)) {
            case 0 -> number(depth - 1) + " + " + number(depth - 1);
            case 1 -> number(depth - 1) + " - " + number(depth - 1);
            case 2 -> number(depth - 1) + " * " + number(depth - 1);
            case 3 -> "(" + number(depth - 1) + ")";
            case 4 -> (random.nextBoolean() ? "- " : "+") + "(" + number(depth - 1) + ")";
            case 5 -> numberName() + " / " + (random.nextBoolean() ? "2E0" : "4E0");
            default -> numberValue();
        };
    }

    private String numberValue() {
        return switch (random.nextInt(5)) {
            case 0, 1 -> numberName();
            case 2 -> random.nextInt(8) + (random.nextBoolean() ? ".5" : ".25");
            case 3 -> "0x" + Integer.toHexString(random.nextInt(20));
            default -> (random.nextBoolean() ? "-" : "") + random.nextInt(6);
        };
    }

    private String numberName() {
        String[] names = {"i1", "i2", "d1", "d2"};
        return names[random.nextInt(names.length)];
    }

    private String bool() {
        return switch (random.nextInt(4)) {
            case 0 -> "TRUE";
            case 1 -> "false";
            case 2 -> "b1";
            default -> "b2";
        };
    }

    private String string() {
        return random.nextBoolean() ? stringName() : quoted();
    }

    private String quoted() {
        return "'" + PIECES[random.nextInt(PIECES.length)] + "'";
    }

    private String stringName() {
        return random.nextBoolean() ? "s1" : "s2";
    }

    private String name() {
        String[] names = {"i1", "i2", "d1", "d2", "s1", "s2", "b1", "b2"};
        return names[random.nextInt(names.length)];
    }

    private String list() {
        StringBuilder list = new StringBuilder(quoted());
        for (int more = random.nextInt(3); more > 0; more--) {
            list.append(", ").append(quoted());
        }
        return list.toString();
    }

    private String pattern() {
        String[] plain = {"a", "b", "_", "%", "''", "A"};
        String[] escaped = {"!_", "!%", "!!"};
        boolean escape = random.nextBoolean();
        StringBuilder pattern = new StringBuilder("'");
        for (int length = random.nextInt(5); length > 0; length--) {
            boolean special = escape && random.nextInt(3) == 0;
            pattern.append(special ? escaped[random.nextInt(3)] : plain[random.nextInt(plain.length)]);
        }
        return pattern + (escape ? "' ESCAPE '!'" : "'");
    }
}
