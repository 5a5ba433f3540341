package io.github.persistq.internal.selector;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a selector into an expression by recursive descent, and refuses what no message could give a meaning to.
 *
 * <pre>
 * disjunction = conjunction { OR conjunction }
 * conjunction = negation { AND negation }
 * negation    = { NOT } predicate
 * predicate   = sum [ relation sum | [NOT] BETWEEN sum AND sum | [NOT] IN ( string {, string} )
 *                   | [NOT] LIKE string [ESCAPE string] | IS [NOT] NULL ]
 * sum         = product { (+|-) product }
 * product     = value { (*|/) value }
 * value       = { +|- } ( literal | identifier | ( disjunction ) )
 * </pre>
 *
 * <p>Only parentheses recurse, and their depth is limited. Threading: one thread at a time.
 */
final class Parser {
    static final int MAX_LENGTH = 65_536;
    /**
     * Three quarters of a thread's default stack of 1 MiB are enough for this, whatever the compiler makes of the
     * frames.
     */
    static final int MAX_DEPTH = 200;

    private static final Set<String> HEADERS =
            Set.of("JMSDeliveryMode", "JMSPriority", "JMSMessageID", "JMSTimestamp", "JMSCorrelationID", "JMSType");

    private final String text;
    private final Lexer lexer;
    private Token token;
    private int depth;

    private Parser(String text) throws JMSException {
        this.text = text;
        this.lexer = new Lexer(text);
        this.token = lexer.next();
    }

    static Expression parse(String text) throws JMSException {
        if (text.length() > MAX_LENGTH) {
            throw JmsErrors.invalidSelector("The selector has " + text.length() + " characters, the limit is "
                    + MAX_LENGTH + "; split the work among several consumers or set a property to select by");
        }
        Parser parser = new Parser(text);
        Expression condition = parser.condition(parser.disjunction(), 0);
        if (parser.token.kind() != TokenKind.END) {
            throw parser.expected("an operator or the end of the selector");
        }
        return condition;
    }

    private Expression disjunction() throws JMSException {
        int start = token.start();
        Expression first = conjunction();
        return token.kind() == TokenKind.OR
                ? new Expression.AnyOf(conditions(condition(first, start), TokenKind.OR, this::conjunction))
                : first;
    }

    private Expression conjunction() throws JMSException {
        int start = token.start();
        Expression first = negation();
        return token.kind() == TokenKind.AND
                ? new Expression.AllOf(conditions(condition(first, start), TokenKind.AND, this::negation))
                : first;
    }

    private List<Expression> conditions(Expression first, TokenKind operator, Rule operand) throws JMSException {
        List<Expression> conditions = new ArrayList<>();
        conditions.add(first);
        while (accept(operator)) {
            int start = token.start();
            conditions.add(condition(operand.parse(), start));
        }
        return List.copyOf(conditions);
    }

    private Expression negation() throws JMSException {
        if (token.kind() != TokenKind.NOT) {
            return predicate();
        }
        boolean negated = false;
        while (accept(TokenKind.NOT)) {
            negated = !negated;
        }
        int start = token.start();
        Expression condition = condition(predicate(), start);
        return negated ? new Expression.Not(condition) : condition;
    }

    private Expression predicate() throws JMSException {
        int start = token.start();
        Expression left = sum();
        Relation relation = token.kind().relation();
        if (relation != null) {
            return comparison(left, relation);
        }
        boolean negated = accept(TokenKind.NOT);
        if (accept(TokenKind.BETWEEN)) {
            return between(numeric(left, start), negated);
        }
        if (accept(TokenKind.IN)) {
            return new Expression.In(identifier(left, start, "IN"), strings(), negated);
        }
        if (accept(TokenKind.LIKE)) {
            return new Expression.Like(identifier(left, start, "LIKE"), pattern(), negated);
        }
        if (negated) {
            throw expected("BETWEEN, IN or LIKE after NOT");
        }
        if (accept(TokenKind.IS)) {
            boolean present = accept(TokenKind.NOT);
            expect(TokenKind.NULL, "NULL or NOT NULL after IS");
            return new Expression.IsNull(identifier(left, start, "IS"), present);
        }
        return left;
    }

    private Expression comparison(Expression left, Relation relation) throws JMSException {
        int sign = token.start();
        advance();
        Expression right = sum();
        for (Expression operand : List.of(left, right)) {
            boolean numeric = operand.type() == ValueType.NUMBER || operand.type() == ValueType.ANY;
            if (relation.isOrdering() && !numeric) {
                throw SelectorErrors.at(
                        text,
                        sign,
                        relation.sign() + " compares numbers, found "
                                + operand.type().label() + "; strings and booleans allow only = and <>");
            }
        }
        boolean typed = left.type() != ValueType.ANY && right.type() != ValueType.ANY;
        if (typed && left.type() != right.type()) {
            throw SelectorErrors.at(
                    text,
                    sign,
                    left.type().label() + " cannot be compared with "
                            + right.type().label());
        }
        return new Expression.Comparison(relation, left, right);
    }

    private Expression between(Expression operand, boolean negated) throws JMSException {
        int lowStart = token.start();
        Expression low = numeric(sum(), lowStart);
        expect(TokenKind.AND, "AND between the bounds of BETWEEN");
        int highStart = token.start();
        Expression high = numeric(sum(), highStart);
        return new Expression.Between(operand, low, high, negated);
    }

    private Set<String> strings() throws JMSException {
        Set<String> strings = new HashSet<>();
        expect(TokenKind.LEFT_PARENTHESIS, "( and a list of strings after IN");
        do {
            strings.add(expect(TokenKind.STRING, "a string, as IN lists only strings")
                    .text());
        } while (accept(TokenKind.COMMA));
        expect(TokenKind.RIGHT_PARENTHESIS, ", or ) after a string of IN");
        return Set.copyOf(strings);
    }

    private LikePattern pattern() throws JMSException {
        Token pattern = expect(TokenKind.STRING, "a string as the pattern of LIKE");
        int escape = LikePattern.NO_ESCAPE;
        if (accept(TokenKind.ESCAPE)) {
            Token character = expect(TokenKind.STRING, "a string of one character after ESCAPE");
            String value = character.text();
            if (value.isEmpty() || value.codePointCount(0, value.length()) != 1) {
                throw SelectorErrors.at(
                        text, character.start(), "expected one character after ESCAPE, found " + character.describe());
            }
            escape = value.codePointAt(0);
        }
        try {
            return LikePattern.of(pattern.text(), escape);
        } catch (IllegalArgumentException e) {
            throw SelectorErrors.at(
                    text,
                    pattern.start(),
                    pattern.describe() + " ends with its escape character, "
                            + "which must stand before another; double it if it is meant");
        }
    }

    private Expression sum() throws JMSException {
        int start = token.start();
        Expression first = product();
        return chain(first, start, Parser::additive, this::product);
    }

    private Expression product() throws JMSException {
        int start = token.start();
        Expression first = value();
        return chain(first, start, Parser::multiplicative, this::value);
    }

    private Expression chain(Expression first, int start, Operators operators, Rule operand) throws JMSException {
        Operator operator = operators.of(token.kind());
        if (operator == null) {
            return first;
        }
        numeric(first, start);
        List<Expression.Arithmetic.Step> steps = new ArrayList<>();
        for (; operator != null; operator = operators.of(token.kind())) {
            advance();
            int next = token.start();
            steps.add(new Expression.Arithmetic.Step(operator, numeric(operand.parse(), next)));
        }
        return new Expression.Arithmetic(first, List.copyOf(steps));
    }

    private static @Nullable Operator additive(TokenKind kind) {
        return switch (kind) {
            case PLUS -> Operator.ADD;
            case MINUS -> Operator.SUBTRACT;
            default -> null;
        };
    }

    private static @Nullable Operator multiplicative(TokenKind kind) {
        return switch (kind) {
            case TIMES -> Operator.MULTIPLY;
            case DIVIDE -> Operator.DIVIDE;
            default -> null;
        };
    }

    private Expression value() throws JMSException {
        boolean signed = false;
        boolean negative = false;
        boolean afterMinus = false;
        while (token.kind() == TokenKind.PLUS || token.kind() == TokenKind.MINUS) {
            signed = true;
            afterMinus = token.kind() == TokenKind.MINUS;
            negative ^= afterMinus;
            advance();
        }
        int start = token.start();
        if (token.kind() == TokenKind.NUMBER) {
            // The minus right before a literal belongs to it, because the smallest long has no positive counterpart.
            Number number = number(afterMinus);
            return new Expression.Literal(negative == afterMinus ? number : Numbers.negate(number));
        }
        Expression operand = primary();
        return signed ? new Expression.Signed(negative, numeric(operand, start)) : operand;
    }

    private Number number(boolean negative) throws JMSException {
        Token literal = token;
        advance();
        try {
            return NumberLiteral.parse(literal.text(), negative);
        } catch (NumberFormatException e) {
            throw SelectorErrors.at(text, literal.start(), literal.describe() + " " + e.getMessage());
        }
    }

    private Expression primary() throws JMSException {
        Token first = token;
        switch (first.kind()) {
            case STRING -> {
                advance();
                return new Expression.Literal(first.text());
            }
            case TRUE, FALSE -> {
                advance();
                return new Expression.Literal(first.kind() == TokenKind.TRUE);
            }
            case IDENTIFIER -> {
                requireSelectable(first);
                advance();
                return new Expression.Identifier(first.text());
            }
            case LEFT_PARENTHESIS -> {
                return parenthesized();
            }
            case NULL -> throw expected("a value; to test for a missing value write IS NULL");
            default -> throw expected("a value");
        }
    }

    private Expression parenthesized() throws JMSException {
        if (depth == MAX_DEPTH) {
            throw SelectorErrors.at(text, token.start(), "parentheses are nested deeper than " + MAX_DEPTH);
        }
        depth++;
        advance();
        Expression inner = disjunction();
        expect(TokenKind.RIGHT_PARENTHESIS, "an operator or )");
        depth--;
        return inner;
    }

    private void requireSelectable(Token identifier) throws JMSException {
        String name = identifier.text();
        boolean header = name.startsWith("JMS") && !name.startsWith("JMSX") && !name.startsWith("JMS_");
        if (header && !HEADERS.contains(name)) {
            throw SelectorErrors.at(
                    text,
                    identifier.start(),
                    name + " cannot be used in a selector; of the names that begin "
                            + "with JMS, those with JMSX or JMS_ can, and JMSDeliveryMode, JMSPriority, JMSMessageID, "
                            + "JMSTimestamp, JMSCorrelationID and JMSType");
        }
    }

    /** The expression as a condition. */
    private Expression condition(Expression expression, int start) throws JMSException {
        return switch (expression.type()) {
            case BOOLEAN -> expression;
            case ANY -> new Expression.Truth(expression);
            case STRING, NUMBER ->
                throw SelectorErrors.at(
                        text,
                        start,
                        "expected a condition, found " + expression.type().label());
        };
    }

    private Expression numeric(Expression expression, int start) throws JMSException {
        return switch (expression.type()) {
            case NUMBER, ANY -> expression;
            case STRING, BOOLEAN ->
                throw SelectorErrors.at(
                        text,
                        start,
                        "expected a number, found " + expression.type().label());
        };
    }

    private Expression identifier(Expression expression, int start, String operator) throws JMSException {
        if (expression instanceof Expression.Identifier) {
            return expression;
        }
        throw SelectorErrors.at(
                text,
                start,
                "expected an identifier before " + operator + ", found "
                        + expression.type().label());
    }

    private boolean accept(TokenKind kind) throws JMSException {
        if (token.kind() != kind) {
            return false;
        }
        advance();
        return true;
    }

    private Token expect(TokenKind kind, String what) throws JMSException {
        Token found = token;
        if (!accept(kind)) {
            throw expected(what);
        }
        return found;
    }

    private void advance() throws JMSException {
        token = lexer.next();
    }

    private JMSException expected(String what) {
        return SelectorErrors.at(text, token.start(), "expected " + what + ", found " + token.describe());
    }

    /** A rule of the grammar: takes its tokens and gives what they mean. */
    private interface Rule {
        Expression parse() throws JMSException;
    }

    /** The operators of one precedence. */
    private interface Operators {
        @Nullable
        Operator of(TokenKind kind);
    }
}
