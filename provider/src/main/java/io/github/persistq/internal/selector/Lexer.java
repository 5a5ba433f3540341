package io.github.persistq.internal.selector;

import jakarta.jms.JMSException;

/**
 * Cuts a selector into tokens, one per call.
 *
 * <p>Threading: one thread at a time.
 */
final class Lexer {
    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    /** The next token; END for ever once the text is used up. */
    Token next() throws JMSException {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return new Token(TokenKind.END, "", at);
        }
        char first = text.charAt(at);
        if (first == '\'') {
            return string();
        }
        if (isDigit(first) || (first == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            return number();
        }
        if (Character.isJavaIdentifierStart(text.codePointAt(at))) {
            return word();
        }
        return symbol(first);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private Token string() throws JMSException {
        int start = at;
        StringBuilder value = new StringBuilder();
        int from = start + 1;
        while (true) {
            int quote = text.indexOf('\'', from);
            if (quote < 0) {
                throw SelectorErrors.at(text, start, "the string that begins here has no closing quote");
            }
            value.append(text, from, quote);
            at = quote + 1;
            if (at == text.length() || text.charAt(at) != '\'') {
                return new Token(TokenKind.STRING, value.toString(), start);
            }
            value.append('\'');
            from = at + 1;
        }
    }

    /**
     * Takes all that could belong to a number, so that a bad one is refused whole: {@code 12abc} is no number and a
     * word.
     */
    private Token number() {
        int start = at;
        boolean hex = text.startsWith("0x", at) || text.startsWith("0X", at);
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean sign = (c == '+' || c == '-') && isExponent(text.charAt(at - 1), hex) && at > start;
            if (!sign && c != '.' && !Character.isJavaIdentifierPart(c)) {
                break;
            }
            at += Character.charCount(c);
        }
        return new Token(TokenKind.NUMBER, text.substring(start, at), start);
    }

    private static boolean isExponent(char c, boolean hex) {
        return hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
    }

    private Token word() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        String word = text.substring(start, at);
        return new Token(TokenKind.ofWord(word), word, start);
    }

    private Token symbol(char first) throws JMSException {
        return switch (first) {
            case '(' -> symbol(TokenKind.LEFT_PARENTHESIS, 1);
            case ')' -> symbol(TokenKind.RIGHT_PARENTHESIS, 1);
            case ',' -> symbol(TokenKind.COMMA, 1);
            case '+' -> symbol(TokenKind.PLUS, 1);
            case '-' -> symbol(TokenKind.MINUS, 1);
            case '*' -> symbol(TokenKind.TIMES, 1);
            case '/' -> symbol(TokenKind.DIVIDE, 1);
            case '=' -> symbol(TokenKind.EQUAL, 1);
            case '<' -> {
                if (text.startsWith("<>", at)) {
                    yield symbol(TokenKind.NOT_EQUAL, 2);
                }
                yield text.startsWith("<=", at) ? symbol(TokenKind.LESS_OR_EQUAL, 2) : symbol(TokenKind.LESS, 1);
            }
            case '>' ->
                text.startsWith(">=", at) ? symbol(TokenKind.GREATER_OR_EQUAL, 2) : symbol(TokenKind.GREATER, 1);
            default -> throw SelectorErrors.at(text, at, unexpected());
        };
    }

    private Token symbol(TokenKind kind, int length) {
        Token token = new Token(kind, text.substring(at, at + length), at);
        at += length;
        return token;
    }

    private String unexpected() {
        int c = text.codePointAt(at);
        String found = Character.isISOControl(c) ? "U+%04X".formatted(c) : Character.toString(c);
        String advice = switch (c) {
            case '!' -> "; not equal is written <>";
            case '"' -> "; strings are written in single quotes";
            case '.' -> "; identifiers have no dots";
            default -> "";
        };
        return "unexpected character " + found + advice;
    }
}
