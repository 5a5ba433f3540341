package io.github.persistq.internal.selector;

/**
 * One token of a selector.
 *
 * @param text the characters as written; of a string literal, its value
 * @param start index of the first character in the selector
 */
record Token(TokenKind kind, String text, int start) {
    private static final int SHOWN = 40;

    /** The token as messages name it. */
    String describe() {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return switch (kind) {
            case END -> "the end of the selector";
            case STRING -> "the string '" + shown + "'";
            case NUMBER -> "the number " + shown;
            case IDENTIFIER -> "the identifier " + shown;
            default -> kind.reserved() ? "the reserved word " + shown : "'" + shown + "'";
        };
    }
}
