package io.github.persistq.testing.server;

/** This machine or this build cannot have such a server. The message says why and what to do; tests are skipped with it. */
public final class ServerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServerUnavailableException(String message) {
        super(message);
    }
}
