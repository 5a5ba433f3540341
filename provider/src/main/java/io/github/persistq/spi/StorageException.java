package io.github.persistq.spi;

import org.jspecify.annotations.Nullable;

/**
 * What an engine could not do, and why. Unless its kind says otherwise, the store is as if the call had not been made.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why a call failed, for callers that act on it. */
    public enum Kind {
        /** Another process, or another copy of these classes in this one, owns the store. */
        LOCKED,
        /** Stored bytes are damaged where a crash cannot have damaged them; the message names file and offset. */
        CORRUPT,
        /** The store was written by a newer version. */
        NEWER_FORMAT,
        /** There is no room: the device is full or the store's limit is reached. Works again once there is room. */
        STORE_FULL,
        /** The queue's own limit is reached. Works again once messages are settled. */
        QUEUE_FULL,
        /** A message or unit of work is larger than the configured limit. */
        TOO_LARGE,
        /** The queue is not open. */
        NO_SUCH_QUEUE,
        /** The change does not fit the message's or branch's state, for example an Ack of what is not in flight. */
        ILLEGAL_CHANGE,
        /** An earlier write or force failed: whether the last units of work are stored is unknown until the store is reopened. */
        POISONED,
        /** The engine was closed. */
        CLOSED,
        /** Anything else that the file system or database answered. */
        IO
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
