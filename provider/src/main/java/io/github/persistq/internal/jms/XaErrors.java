package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.BranchException;
import io.github.persistq.spi.StorageException;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exceptions of an XAResource: the code that transaction managers act on, a message for people, and the cause.
 *
 * <p>Threading: stateless.
 */
final class XaErrors {
    private XaErrors() {}

    /** What was passed is no valid argument. */
    static XAException invalid(String message) {
        return error(XAException.XAER_INVAL, message, null);
    }

    /** The call does not fit what the resource is doing. */
    static XAException protocol(String message) {
        return error(XAException.XAER_PROTO, message, null);
    }

    /** The session does work outside of any global transaction. */
    static XAException outside(String message) {
        return error(XAException.XAER_OUTSIDE, message, null);
    }

    /** The session is closed. */
    static XAException closed() {
        return error(XAException.XAER_RMFAIL, "The session is closed", null);
    }

    static XAException of(BranchException e) {
        int code = switch (e.reason()) {
            case UNKNOWN -> XAException.XAER_NOTA;
            case DUPLICATE -> XAException.XAER_DUPID;
            case PROTOCOL -> XAException.XAER_PROTO;
            case TIMED_OUT -> XAException.XA_RBTIMEOUT;
            case ROLLED_BACK -> e.getCause() instanceof StorageException s ? rolledBack(s) : XAException.XA_RBROLLBACK;
        };
        return error(code, e.getMessage(), e);
    }

    /** Why the store rolled a branch back that it could not write. */
    private static int rolledBack(StorageException e) {
        return switch (e.kind()) {
            case STORE_FULL, QUEUE_FULL -> XAException.XA_RBTRANSIENT;
            case ILLEGAL_CHANGE, CONFLICT, NO_SUCH_MAP -> XAException.XA_RBINTEGRITY;
            case LOCKED, CORRUPT, NEWER_FORMAT, TOO_LARGE, NO_SUCH_QUEUE, POISONED, UNKNOWN, CLOSED, IO ->
                XAException.XA_RBOTHER;
        };
    }

    /** The store failed, and the branch is as before: RMFAIL has the transaction manager come again. */
    static XAException of(StorageException e) {
        int code = switch (e.kind()) {
            case LOCKED, CORRUPT, NEWER_FORMAT, POISONED, UNKNOWN, CLOSED, IO, STORE_FULL, QUEUE_FULL ->
                XAException.XAER_RMFAIL;
            case ILLEGAL_CHANGE, CONFLICT, NO_SUCH_MAP, TOO_LARGE, NO_SUCH_QUEUE -> XAException.XAER_RMERR;
        };
        return error(code, e.getMessage(), e);
    }

    private static XAException error(int code, @Nullable String message, @Nullable Throwable cause) {
        XAException error = new XAException(message);
        error.errorCode = code;
        if (cause != null) {
            error.initCause(cause);
        }
        return error;
    }
}
