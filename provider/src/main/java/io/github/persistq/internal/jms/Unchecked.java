package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/** Runs calls of the classic API for the simplified one, whose exceptions are unchecked. */
final class Unchecked {
    private Unchecked() {}

    /** A call with a result. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T call() throws JMSException;
    }

    /** A call without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws JMSException;
    }

    static <T extends @Nullable Object> T call(Call<T> call) {
        try {
            return call.call();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }

    static void run(Action action) {
        try {
            action.run();
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }
}
