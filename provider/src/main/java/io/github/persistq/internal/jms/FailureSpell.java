package io.github.persistq.internal.jms;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a thread that delivers messages going while the store fails for a time: tells the application once, and spaces the
 * tries out.
 *
 * <p>Threading: the thread that delivers.
 */
final class FailureSpell {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final JmsConnection connection;
    private long pauseNanos;

    FailureSpell(JmsConnection connection) {
        this.connection = connection;
    }

    /** Says that messages cannot be taken or settled, and how long to wait before the next try, in nanoseconds. */
    long failed(JMSException e) {
        if (pauseNanos == 0) {
            connection.report(e, "Messages can't be delivered for now; the session goes on when the store works again");
            pauseNanos = FIRST_PAUSE_NANOS;
        } else {
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        return pauseNanos;
    }

    /** Says that the store works. */
    void over() {
        pauseNanos = 0;
    }
}
