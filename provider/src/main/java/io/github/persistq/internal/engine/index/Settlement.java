package io.github.persistq.internal.engine.index;

/** How an in-flight message leaves its queue. */
public enum Settlement {
    ACKED,
    FAILED,
    EXPIRED
}
