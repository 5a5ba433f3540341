package io.github.persistq.internal.error;

import io.github.persistq.spi.StorageException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * Makes JMS exceptions: the right type, a message, and the cause kept both as cause and as linked exception.
 *
 * <p>Threading: stateless.
 */
public final class JmsErrors {
    private JmsErrors() {}

    /** A plain JMSException. */
    public static JMSException failure(String message, @Nullable Throwable cause) {
        return caused(new JMSException(message), cause);
    }

    public static JMSException illegalState(String message) {
        return new IllegalStateException(message);
    }

    public static JMSException invalidDestination(String message) {
        return new InvalidDestinationException(message);
    }

    public static JMSException security(String message) {
        return new JMSSecurityException(message);
    }

    public static JMSException invalidSelector(String message) {
        return new InvalidSelectorException(message);
    }

    public static JMSException invalidClientId(String message) {
        return new InvalidClientIDException(message);
    }

    public static JMSException messageFormat(String message, @Nullable Throwable cause) {
        return caused(new MessageFormatException(message), cause);
    }

    public static JMSException messageEof(String message) {
        return new MessageEOFException(message);
    }

    public static JMSException notReadable(String message) {
        return new MessageNotReadableException(message);
    }

    public static JMSException notWriteable(String message) {
        return new MessageNotWriteableException(message);
    }

    public static JMSException transactionRolledBack(String message, @Nullable Throwable cause) {
        return caused(new TransactionRolledBackException(message), cause);
    }

    public static JMSException transactionInProgress(String message) {
        return new TransactionInProgressException(message);
    }

    /** The JMS exception for what an engine could not do; its error code is the engine's kind. */
    public static JMSException storage(StorageException e) {
        String code = e.kind().name();
        String message = e.getMessage();
        return caused(
                switch (e.kind()) {
                    case STORE_FULL, QUEUE_FULL -> new ResourceAllocationException(message, code);
                    case NO_SUCH_QUEUE -> new InvalidDestinationException(message, code);
                    case ILLEGAL_CHANGE, CONFLICT, NO_SUCH_MAP, CLOSED -> new IllegalStateException(message, code);
                    case LOCKED, CORRUPT, NEWER_FORMAT, TOO_LARGE, POISONED, UNKNOWN, IO ->
                        new JMSException(message, code);
                },
                e);
    }

    /** Whether an exception is what {@link #storage} made of an error of that kind. */
    public static boolean isStorage(JMSException e, StorageException.Kind kind) {
        return kind.name().equals(e.getErrorCode());
    }

    /** The unchecked counterpart of a checked JMS exception, for the simplified API (Jakarta Messaging 3.1, 2.5). */
    public static JMSRuntimeException unchecked(JMSException e) {
        String code = e.getErrorCode();
        String message = e.getMessage();
        if (e instanceof IllegalStateException) {
            return new IllegalStateRuntimeException(message, code, e);
        } else if (e instanceof InvalidDestinationException) {
            return new InvalidDestinationRuntimeException(message, code, e);
        } else if (e instanceof InvalidSelectorException) {
            return new InvalidSelectorRuntimeException(message, code, e);
        } else if (e instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(message, code, e);
        } else if (e instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(message, code, e);
        } else if (e instanceof MessageFormatException) {
            return new MessageFormatRuntimeException(message, code, e);
        } else if (e instanceof MessageNotWriteableException) {
            return new MessageNotWriteableRuntimeException(message, code, e);
        } else if (e instanceof ResourceAllocationException) {
            return new ResourceAllocationRuntimeException(message, code, e);
        } else if (e instanceof TransactionInProgressException) {
            return new TransactionInProgressRuntimeException(message, code, e);
        } else if (e instanceof TransactionRolledBackException) {
            return new TransactionRolledBackRuntimeException(message, code, e);
        }
        return new JMSRuntimeException(message, code, e);
    }

    private static <E extends JMSException> E caused(E error, @Nullable Throwable cause) {
        if (cause != null) {
            error.initCause(cause);
            if (cause instanceof Exception linked) {
                error.setLinkedException(linked);
            }
        }
        return error;
    }
}
