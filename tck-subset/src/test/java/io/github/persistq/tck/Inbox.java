package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A listener that keeps what it hears.
 *
 * <p>Threading: thread-safe.
 */
final class Inbox implements MessageListener {
    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
    private volatile Thread thread;

    @Override
    public void onMessage(Message message) {
        thread = Thread.currentThread();
        heard.add(message);
    }

    /** The next message, which must come. */
    Message next() throws InterruptedException {
        Message message = heard.poll(Statements.SOON, TimeUnit.MILLISECONDS);
        assertThat(message).as("a message within %d ms", Statements.SOON).isNotNull();
        return message;
    }

    /** The text of the next message, which must come. */
    String nextText() throws InterruptedException, JMSException {
        return Statements.text(next());
    }

    /** Asserts that nothing comes for a short while. */
    void hearsNothing() throws InterruptedException {
        assertThat(heard.poll(Statements.BRIEFLY, TimeUnit.MILLISECONDS))
                .as("a message that must not come")
                .isNull();
    }

    /** The thread that brought the latest message; null if none came. */
    Thread thread() {
        return thread;
    }
}
