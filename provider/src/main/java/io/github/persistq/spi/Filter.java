package io.github.persistq.spi;

/** Decides from a message's head whether one consumer wants it. Its answer for a message must not change. */
@FunctionalInterface
public interface Filter {
    /** Wants every message; engines recognize this instance and skip reading heads. */
    Filter ALL = new Filter() {
        @Override
        public boolean matches(Bytes head) {
            return true;
        }
    };

    boolean matches(Bytes head);
}
