package io.github.persistq.internal.jms;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Logs what message listeners throw where nothing else can be done about it. */
final class ListenerErrors {
    private ListenerErrors() {}

    /** Logs the error of a listener whose session does not acknowledge by itself, if there is one. */
    static void log(Received received, @Nullable Throwable error) {
        if (error != null) {
            System.getLogger(ListenerErrors.class.getName())
                    .log(
                            Level.WARNING,
                            "A message listener threw on message %d of queue %s; the session does not acknowledge by itself, so the message stays unacknowledged"
                                    .formatted(
                                            received.delivery().sequence(),
                                            received.delivery().queue()),
                            error);
        }
    }
}
