package io.github.persistq.benchmark;

import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The program in the JVMs that {@link FirstMessage} starts. It prints to standard output because a plain program that does is
 * what it is compared with.
 *
 * <p>Threading: one thread.
 */
final class FirstMessageChild {
    private static final long RECEIVE_MILLIS = 10_000;

    private FirstMessageChild() {}

    /** What to be, and for all but {@code line} a directory that is not there yet. */
    public static void main(String[] args) throws JMSException, IOException {
        switch (args[0]) {
            case "line" -> print("a line");
            case "message" -> print(firstMessage(args[1]));
            case "look" -> look(Path.of(args[1]));
            default -> throw new IllegalArgumentException("unknown role '" + args[0] + "'");
        }
    }

    private static String firstMessage(String directory) throws JMSException {
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:file:" + directory);
                JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("first");
            context.createProducer().send(queue, "a line");
            return context.createConsumer(queue).receiveBody(String.class, RECEIVE_MILLIS);
        }
    }

    private static void look(Path directory) throws JMSException, IOException {
        Set<String> before = threads();
        try (PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:file:" + directory);
                JMSContext context = factory.createContext()) {
            context.createConsumer(context.createQueue("first")).receiveNoWait();
            print("bytes on disk of an empty store, open: " + Directories.bytes(directory));
        }
        print("bytes on disk of an empty store, closed: " + Directories.bytes(directory));
        Set<String> left = threads();
        left.removeAll(before);
        print("threads left after close: " + (left.isEmpty() ? "none" : left));
    }

    private static Set<String> threads() {
        Set<String> names = new TreeSet<>();
        Thread.getAllStackTraces().keySet().forEach(thread -> names.add(thread.getName()));
        return names;
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
