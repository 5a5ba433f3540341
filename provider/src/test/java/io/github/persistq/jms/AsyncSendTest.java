package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AsyncSendTest extends JmsFixture {
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    private interface Work {
        void run() throws Exception;
    }

    private final CompletionListener listener = new CompletionListener() {
        @Override
        public void onCompletion(Message message) {
            try {
                told.add(text(message));
            } catch (JMSException e) {
                told.add(e);
            }
        }

        @Override
        public void onException(Message message, Exception exception) {
            told.add(exception);
        }
    };

    private Object next() throws InterruptedException {
        return told.poll(SOON, TimeUnit.MILLISECONDS);
    }

    @Test
    void tellsOutcomesInTheOrderOfTheSends() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            producer.send(session.createTextMessage("m" + i), listener);
            expected.add("m" + i);
        }

        List<Object> actual = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            actual.add(next());
        }

        assertThat(actual).isEqualTo(expected);
        assertThat(browse(queue)).isEqualTo(expected);
    }

    /** An Error ended the completion thread, and each later send, commit and close waited for it for ever. */
    @Test
    @org.junit.jupiter.api.Timeout(30)
    void goesOnAfterACompletionListenerThrewAnError() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                throw new AssertionError("thrown by the test");
            }

            @Override
            public void onException(Message message, Exception exception) {}
        });

        producer.send(session.createTextMessage("b"), listener);
        producer.send(session.createTextMessage("c"));

        assertThat(next()).isEqualTo("b");
        assertThat(browse(queue)).containsExactly("a", "b", "c");
    }

    @Test
    void hasStoredTheMessageWhenItTells() throws Exception {
        AtomicReference<Object> seen = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Session browsing = connection.createSession();
        session.createProducer(queue).send(session.createTextMessage("a"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                try {
                    seen.set(text((Message)
                            browsing.createBrowser(queue).getEnumeration().nextElement()));
                } catch (JMSException e) {
                    seen.set(e);
                }
                done.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {
                done.countDown();
            }
        });

        assertThat(done.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(seen.get()).isEqualTo("a");
    }

    @Test
    void setsTheHeadersOnTheMessage() throws Exception {
        Message message = session.createTextMessage("a");

        session.createProducer(queue).send(message, listener);
        next();

        assertThat(message.getJMSMessageID()).startsWith("ID:");
    }

    /**
     * The listener got bytes and streams in write-only mode. It must be able to read them without a reset.
     */
    @Test
    void handsBytesAndStreamsReadableToTheListener() throws Exception {
        BytesMessage bytes = session.createBytesMessage();
        bytes.writeInt(7);
        StreamMessage stream = session.createStreamMessage();
        stream.writeString("seven");
        List<Message> completed = Collections.synchronizedList(new ArrayList<>());
        CompletionListener keeping = new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                completed.add(message);
            }

            @Override
            public void onException(Message message, Exception exception) {}
        };

        MessageProducer producer = session.createProducer(queue);
        producer.send(bytes, keeping);
        producer.send(stream, keeping);
        session.close();

        assertThat(((BytesMessage) completed.get(0)).readInt()).isEqualTo(7);
        assertThat(((StreamMessage) completed.get(1)).readString()).isEqualTo("seven");
    }

    @Test
    void keepsTheOrderOfAsynchronousAndOtherSends() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("a" + i), listener);
            producer.send(session.createTextMessage("s" + i));
            expected.add("a" + i);
            expected.add("s" + i);
        }

        assertThat(browse(queue)).isEqualTo(expected);
    }

    @Test
    void waitsForAllOutcomesWhenTheSessionCloses() throws Exception {
        Session sending = connection.createSession();
        MessageProducer producer = sending.createProducer(queue);
        for (int i = 0; i < 50; i++) {
            producer.send(sending.createTextMessage("m" + i), listener);
        }

        sending.close();

        assertThat(told).hasSize(50);
    }

    @Test
    void commitsWhatWasSentAsynchronously() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.send(transacted.createTextMessage("a"), listener);
        producer.send(transacted.createTextMessage("b"), listener);

        transacted.commit();

        assertThat(told).hasSize(2);
        assertThat(browse(queue)).containsExactly("a", "b");
    }

    @Test
    void tellsWhatWentWrong() throws Exception {
        reconnect("maxMessages=1&onFull=fail");
        MessageProducer producer = session.createProducer(queue);

        producer.send(session.createTextMessage("a"), listener);
        producer.send(session.createTextMessage("b"), listener);

        assertThat(next()).isEqualTo("a");
        assertThat(next()).isInstanceOf(ResourceAllocationException.class);
    }

    @Test
    void takesAllFormsOfSend() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer free = session.createProducer(null);

        bound.send(session.createTextMessage("1"), 1, 9, 0, listener);
        free.send(queue, session.createTextMessage("2"), listener);
        free.send(queue, session.createTextMessage("3"), 2, 0, 0, listener);

        assertThat(List.of(next(), next(), next())).containsExactly("1", "2", "3");
        assertThat(browse(queue)).containsExactly("1", "2", "3");
    }

    @Test
    void refusesANullListener() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createMessage();

        assertThatThrownBy(() -> producer.send(message, (CompletionListener) null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToCloseCommitOrRollBackFromTheListener() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        List<Work> refused = List.of(
                connection::close, transacted::close, producer::close, transacted::commit, transacted::rollback);
        producer.send(transacted.createMessage(), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                refused.forEach(work -> {
                    try {
                        work.run();
                        told.add("allowed");
                    } catch (Exception e) {
                        told.add(e);
                    }
                });
            }

            @Override
            public void onException(Message message, Exception exception) {
                told.add(exception);
            }
        });

        for (int i = 0; i < refused.size(); i++) {
            assertThat(next()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void goesOnAfterAListenerThrew() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("a"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                throw new IllegalArgumentException("ignored");
            }

            @Override
            public void onException(Message message, Exception exception) {}
        });

        producer.send(session.createTextMessage("b"), listener);

        assertThat(next()).isEqualTo("b");
    }
}
