package io.github.persistq.internal.head;

/** The form of a message's body. */
public enum BodyKind {
    /** No body at all: a plain Message. */
    NONE(0),
    TEXT(1),
    BYTES(2),
    MAP(3),
    STREAM(4),
    OBJECT(5);

    private final int code;

    BodyKind(int code) {
        this.code = code;
    }

    /** The number that stands for it in stored messages. */
    int code() {
        return code;
    }
}
