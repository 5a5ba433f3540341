package io.github.persistq.internal.engine.file;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the engine's warnings out of the output of tests that provoke thousands of them. */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    /** Held, so that its level is not forgotten. */
    private final Logger logger = Logger.getLogger("io.github.persistq.file");

    @Override
    public void beforeAll(ExtensionContext context) {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        logger.setLevel(null);
    }
}
