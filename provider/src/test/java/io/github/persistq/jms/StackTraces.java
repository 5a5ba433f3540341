package io.github.persistq.jms;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a person needs to see of an error that a test collects. */
final class StackTraces {
    private StackTraces() {}

    static String of(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
