package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Remembers the outcomes of a number of asynchronous sends, and waits for them.
 *
 * <p>Threading: thread-safe.
 */
final class Completed implements CompletionListener {
    private final CountDownLatch left;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    Completed(int sends) {
        left = new CountDownLatch(sends);
    }

    @Override
    public void onCompletion(Message message) {
        threads.add(Thread.currentThread());
        messages.add(message);
        try {
            texts.add(Statements.text(message));
        } catch (JMSException e) {
            failures.add(e);
        }
        left.countDown();
    }

    @Override
    public void onException(Message message, Exception exception) {
        failures.add(exception);
        left.countDown();
    }

    /** Waits for all outcomes, which must come. */
    void await() throws InterruptedException {
        assertThat(left.await(Statements.SOON, TimeUnit.MILLISECONDS))
                .as("all sends are complete")
                .isTrue();
    }

    /** The messages that were sent, in the order of their completion. */
    List<Message> messages() {
        return messages;
    }

    /** The texts of {@link #messages}. */
    List<String> texts() {
        return texts;
    }

    List<Exception> failures() {
        return failures;
    }

    /** The threads on which completions came. */
    List<Thread> threads() {
        return threads;
    }
}
