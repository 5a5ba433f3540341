package io.github.persistq.internal.selector;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of token in a selector. */
enum TokenKind {
    IDENTIFIER,
    STRING,
    NUMBER,
    END,
    LEFT_PARENTHESIS,
    RIGHT_PARENTHESIS,
    COMMA,
    PLUS,
    MINUS,
    TIMES,
    DIVIDE,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    NULL,
    TRUE,
    FALSE,
    NOT,
    AND,
    OR,
    BETWEEN,
    LIKE,
    IN,
    IS,
    ESCAPE;

    private static final int LONGEST_WORD = "BETWEEN".length();
    private static final Map<String, TokenKind> WORDS = words();

    private static Map<String, TokenKind> words() {
        Map<String, TokenKind> words = new HashMap<>();
        for (TokenKind kind : values()) {
            if (kind.compareTo(NULL) >= 0) {
                words.put(kind.name(), kind);
            }
        }
        return words;
    }

    /** The kind of a word: a reserved word in any case, or an identifier. */
    static TokenKind ofWord(String word) {
        // Only ASCII words are folded: the upper case of a dotless i is I, which would turn an identifier into IS or
        // IN.
        if (word.length() > LONGEST_WORD || !word.chars().allMatch(c -> c < 128)) {
            return IDENTIFIER;
        }
        return WORDS.getOrDefault(word.toUpperCase(Locale.ROOT), IDENTIFIER);
    }

    /** The comparison that this token asks for, or null if it is no comparison sign. */
    @Nullable
    Relation relation() {
        return switch (this) {
            case EQUAL -> Relation.EQUAL;
            case NOT_EQUAL -> Relation.NOT_EQUAL;
            case LESS -> Relation.LESS;
            case LESS_OR_EQUAL -> Relation.LESS_OR_EQUAL;
            case GREATER -> Relation.GREATER;
            case GREATER_OR_EQUAL -> Relation.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    /** Whether the token is a reserved word, which cannot be an identifier. */
    boolean reserved() {
        return compareTo(NULL) >= 0;
    }
}
