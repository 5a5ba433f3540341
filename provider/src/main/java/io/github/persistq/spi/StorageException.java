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
        /** The map is not open. */
        NO_SUCH_MAP,
        /** A map's entry has another version than the change expects: somebody else changed it. Read it, and try again. */
        CONFLICT,
        /** An earlier write or force failed: whether the last units of work are stored is unknown until the store is reopened. */
        POISONED,
        /**
         * The connection to a database was lost during a commit, and the database could not be asked: whether this unit of work
         * is stored is unknown. The store can be used.
         */
        UNKNOWN,
        /** The engine was closed. */
        CLOSED,
        /** Anything else that the file system or database answered. */
        IO;

        /** Whether the store can be used after such an error without being opened again. */
        public boolean leavesStoreUsable() {
            return this != POISONED && this != CLOSED;
        }

        /** Whether the same call may succeed later though nothing else is changed in the store. */
        public boolean mayPass() {
            return this == IO || this == UNKNOWN || this == STORE_FULL;
        }
    }

    private final Kind kind;
    private final transient @Nullable QueueName fullQueue;

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.fullQueue = null;
    }

    private StorageException(QueueName fullQueue, String message) {
        super(message);
        this.kind = Kind.QUEUE_FULL;
        this.fullQueue = fullQueue;
    }

    /** The error of kind QUEUE_FULL, which says which queue is full. */
    public static StorageException queueFull(QueueName queue, String message) {
        return new StorageException(queue, message);
    }

    /** The error of kind CONFLICT: a map's entry has another version than a change expects. */
    public static StorageException conflict(String map, long expected, long actual) {
        return new StorageException(
                Kind.CONFLICT,
                "Map '%s': expected %s, but there is %s: somebody else changed it. Nothing was changed; read the entry and try again"
                        .formatted(map, version(expected), version(actual)));
    }

    private static String version(long version) {
        return version == MapEntry.ABSENT ? "no entry (version 0)" : "version " + version;
    }

    /** The error of kind NO_SUCH_MAP. */
    public static StorageException noSuchMap(String map) {
        return new StorageException(Kind.NO_SUCH_MAP, "Map '%s' is not open; open it first".formatted(map));
    }

    /** The queue of an error made by {@link #queueFull}; null for others, and after serialization. */
    public @Nullable QueueName fullQueue() {
        return fullQueue;
    }

    public Kind kind() {
        return kind;
    }
}
