package io.github.persistq.internal.jms;

import io.github.persistq.internal.error.JmsErrors;
import io.github.persistq.spi.StorageException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Runs every step of a close, whatever the others throw, and then throws the first error with the later ones suppressed.
 *
 * <p>Threading: one thread at a time.
 */
final class Closing {
    private @Nullable JMSException first;

    /** Closes one thing. */
    Closing close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (JMSException e) {
            keep(e);
        } catch (StorageException e) {
            keep(JmsErrors.storage(e));
        } catch (Exception e) {
            keep(JmsErrors.failure("Closing went wrong: " + e, e));
        }
        return this;
    }

    void finish() throws JMSException {
        if (first != null) {
            throw first;
        }
    }

    private void keep(JMSException e) {
        if (first == null) {
            first = e;
        } else {
            first.addSuppressed(e);
        }
    }
}
