package io.github.persistq.internal.selector;

/** What is known of an expression's type when the selector is parsed. */
enum ValueType {
    BOOLEAN("a condition"),
    STRING("a string"),
    NUMBER("a number"),
    /** An identifier: its type differs from message to message. */
    ANY("an identifier");

    private final String label;

    ValueType(String label) {
        this.label = label;
    }

    /** The type with its article, for messages. */
    String label() {
        return label;
    }
}
