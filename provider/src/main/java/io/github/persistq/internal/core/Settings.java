package io.github.persistq.internal.core;

import io.github.persistq.config.Option;
import io.github.persistq.config.Option.Scope;
import io.github.persistq.spi.QueueSpec;
import java.util.List;

/**
 * The options that every store URL may carry, whatever its engine.
 *
 * <p>Options of scope DESTINATION may be given for all queues or as {@code PATTERN.name=value}. Everyone in a process who
 * opens the same store must agree on those of scope STORE and DESTINATION.
 *
 * <p>Threading: stateless.
 */
public final class Settings {
    /** What happens to a message whose time is over. */
    public enum Expiry {
        DROP,
        DEADLETTER
    }

    /** What a send does when the queue's limit is reached. */
    public enum OnFull {
        BLOCK,
        FAIL
    }

    /** When an automatic acknowledgement returns. */
    public enum AckDurability {
        /** Once the operating system has it: after a power cut the message may come again, marked redelivered. */
        OS,
        /** Once the device has it. */
        FORCE
    }

    /** Deliveries after which a message is given up; 0 is never. */
    public static final Option<Integer> MAX_DELIVERIES =
            Option.integer("maxDeliveries", Scope.DESTINATION, 10, 0, Integer.MAX_VALUE);

    private static final long YEAR_MILLIS = 366L * 24 * 3600 * 1000;

    /** How long a message that was given back waits for its next delivery. */
    public static final Option<Long> REDELIVERY_DELAY =
            Option.millis("redeliveryDelay", Scope.DESTINATION, 0, 0, YEAR_MILLIS);

    /** What the delay is multiplied by at each further redelivery. */
    public static final Option<Double> BACKOFF_MULTIPLIER =
            Option.decimal("backoffMultiplier", Scope.DESTINATION, 1.0, 1.0, 1000.0);

    /** The longest delay that the multiplier leads to. */
    public static final Option<Long> MAX_REDELIVERY_DELAY =
            Option.millis("maxRedeliveryDelay", Scope.DESTINATION, 3_600_000, 0, YEAR_MILLIS);

    /** Whether a message that is given up moves to {@code DLQ.<queue>}; otherwise it is dropped. */
    public static final Option<Boolean> DEAD_LETTER = Option.flag("deadLetter", Scope.DESTINATION, true);

    /** What happens to expired messages. */
    public static final Option<Expiry> EXPIRY = Option.choice("expiry", Scope.DESTINATION, Expiry.DROP);

    /** Unsettled messages that a queue holds at most; 0 is without limit. */
    public static final Option<Integer> MAX_MESSAGES =
            Option.integer("maxMessages", Scope.DESTINATION, 0, 0, Integer.MAX_VALUE);

    /** Bytes of unsettled messages that a queue holds at most; 0 is without limit. */
    public static final Option<Long> MAX_BYTES = Option.bytes("maxBytes", Scope.DESTINATION, 0, 0, Long.MAX_VALUE);

    /** What a send to a full queue does. */
    public static final Option<OnFull> ON_FULL = Option.choice("onFull", Scope.DESTINATION, OnFull.BLOCK);

    /** How long a send to a full queue waits for room; 0 is for ever. */
    public static final Option<Long> SEND_TIMEOUT =
            Option.millis("sendTimeout", Scope.DESTINATION, 30_000, 0, YEAR_MILLIS);

    /** Which message of one priority comes first. LIFO departs from the order that Jakarta Messaging asks for. */
    public static final Option<QueueSpec.Order> ORDER = Option.choice("order", Scope.DESTINATION, QueueSpec.Order.FIFO);

    /** For how long a message's unique key keeps equal ones out. */
    public static final Option<QueueSpec.Unique> UNIQUE =
            Option.choice("unique", Scope.DESTINATION, QueueSpec.Unique.NO);

    /** How many acknowledged messages are kept. */
    public static final Option<Integer> KEEP_ACKED =
            Option.integer("keepAcked", Scope.DESTINATION, 0, 0, Integer.MAX_VALUE);

    /** The largest message, head and body together. */
    public static final Option<Long> MAX_MESSAGE_BYTES =
            Option.bytes("maxMessageBytes", Scope.STORE, 100L << 20, 1L << 10, Integer.MAX_VALUE);

    /** The client identifier of each connection that the factory makes; empty is none. */
    public static final Option<String> CLIENT_ID = Option.text("clientID", Scope.FACTORY, "", "a client identifier");

    /** The file of those who may connect; empty lets everybody. */
    public static final Option<String> USERS = Option.text("users", Scope.STORE, "", "a file of users");

    /** The user of connections that name none; checked only with {@link #USERS}. */
    public static final Option<String> USER_NAME = Option.text("userName", Scope.FACTORY, "", "a user's name");

    /** The password that goes with {@link #USER_NAME}. */
    public static final Option<String> PASSWORD = Option.text("password", Scope.FACTORY, "", "a password");

    /** Packages whose classes an ObjectMessage may hold when it is read, comma-separated. */
    public static final Option<String> TRUSTED_PACKAGES = Option.text(
            "trustedPackages",
            Scope.FACTORY,
            "",
            "package names separated by commas, for example com.acme.orders,com.acme.stock");

    /** Whether an ObjectMessage that is read may hold any class. */
    public static final Option<Boolean> TRUST_ALL_PACKAGES = Option.flag("trustAllPackages", Scope.FACTORY, false);

    /** What an automatic acknowledgement waits for. */
    public static final Option<AckDurability> ACK_DURABILITY =
            Option.choice("ackDurability", Scope.FACTORY, AckDurability.OS);

    private static final List<Option<?>> ALL = List.of(
            MAX_DELIVERIES,
            REDELIVERY_DELAY,
            BACKOFF_MULTIPLIER,
            MAX_REDELIVERY_DELAY,
            DEAD_LETTER,
            EXPIRY,
            MAX_MESSAGES,
            MAX_BYTES,
            ON_FULL,
            SEND_TIMEOUT,
            ORDER,
            UNIQUE,
            KEEP_ACKED,
            MAX_MESSAGE_BYTES,
            USERS,
            CLIENT_ID,
            USER_NAME,
            PASSWORD,
            TRUSTED_PACKAGES,
            TRUST_ALL_PACKAGES,
            ACK_DURABILITY);

    private Settings() {}

    /** Every option of this table. */
    public static List<Option<?>> all() {
        return ALL;
    }
}
