package io.github.persistq.internal.engine.file;

import java.lang.System.Logger.Level;

/** The engine's log. It is looked up when there is something to say: most programs never start the logging system. */
final class Log {
    private Log() {}

    static void info(String message) {
        System.getLogger("io.github.persistq.file").log(Level.INFO, message);
    }

    static void warn(String message) {
        System.getLogger("io.github.persistq.file").log(Level.WARNING, message);
    }

    static void warn(String message, Throwable cause) {
        System.getLogger("io.github.persistq.file").log(Level.WARNING, message, cause);
    }
}
