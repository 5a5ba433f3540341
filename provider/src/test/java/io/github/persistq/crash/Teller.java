package io.github.persistq.crash;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Standard output of a program that is killed: each line is written in one piece, so that a kill tears the last one at most.
 *
 * <p>Threading: thread-safe.
 */
final class Teller {
    private final ReentrantLock lock = new ReentrantLock(); // guards out
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

    /** Returns when the system has the line. */
    void tell(String event) {
        byte[] line = (event + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            out.write(line);
        } catch (IOException e) {
            // The parent is gone.
            Runtime.getRuntime().halt(2);
        } finally {
            lock.unlock();
        }
    }

    /** Nothing may fail in such a program: tells of it and ends the process. */
    void failed(String where, Throwable e) {
        e.printStackTrace();
        tell("E " + where + ": " + String.valueOf(e).replace('\n', ' '));
        Runtime.getRuntime().halt(3);
    }
}
