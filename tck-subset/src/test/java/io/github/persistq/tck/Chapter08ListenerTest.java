package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Chapter 8, receiving messages: sections 8.7 and 8.8, listeners, and closing consumers. */
class Chapter08ListenerTest extends Statements {
    @Test
    @Spec("8.7")
    void aListenerIsCalledWithMessagesInTheirOrderOnAnotherThread() throws Exception {
        Inbox inbox = new Inbox();
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        consumer.setMessageListener(inbox);

        send("1", "2", "3");

        assertThat(inbox.nextText()).isEqualTo("1");
        assertThat(inbox.nextText()).isEqualTo("2");
        assertThat(inbox.nextText()).isEqualTo("3");
        assertThat(inbox.thread()).isNotEqualTo(Thread.currentThread());
    }

    @Test
    @Spec("8.7")
    void aConsumerTellsItsListener() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.getMessageListener()).isNull();
        Inbox inbox = new Inbox();

        consumer.setMessageListener(inbox);

        assertThat(consumer.getMessageListener()).isSameAs(inbox);
    }

    @Test
    @Spec("8.7")
    @ArtemisDiffers("returns a listener of its own that wraps it")
    void aJmsConsumerTellsAndCallsItsListener() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.getMessageListener()).isNull();
            Inbox inbox = new Inbox();
            consumer.setMessageListener(inbox);
            assertThat(consumer.getMessageListener()).isSameAs(inbox);

            send("hello");

            assertThat(inbox.nextText()).isEqualTo("hello");
        }
    }

    @Test
    @Spec("8.7")
    void aConsumerWhoseListenerIsTakenAwayReceives() throws Exception {
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        Inbox inbox = new Inbox();
        consumer.setMessageListener(inbox);
        send("heard");
        assertThat(inbox.nextText()).isEqualTo("heard");

        connection.stop();
        consumer.setMessageListener(null);
        connection.start();
        send("received");

        assertThat(consumer.getMessageListener()).isNull();
        assertThat(nextText(consumer)).isEqualTo("received");
    }

    @Test
    @Spec("8.7")
    void whatAListenerReturnedFromIsAcknowledged() throws Exception {
        Connection listening = newConnection();
        Inbox inbox = new Inbox();
        listening.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue).setMessageListener(inbox);
        listening.start();
        send("hello");
        inbox.next();

        listening.close();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.7")
    void aMessageWhoseListenerThrewComesAgainAtOnceInAnAutoAcknowledgeSession() throws Exception {
        assertComesAgainAtOnce(Session.AUTO_ACKNOWLEDGE);
    }

    @Test
    @Spec("8.7")
    void aMessageWhoseListenerThrewComesAgainAtOnceInADupsOkSession() throws Exception {
        assertComesAgainAtOnce(Session.DUPS_OK_ACKNOWLEDGE);
    }

    private void assertComesAgainAtOnce(int mode) throws Exception {
        Connection listening = newConnection();
        Inbox inbox = new Inbox();
        listening.createSession(mode).createConsumer(queue).setMessageListener(throwingOnce(inbox));
        send("first", "second");
        listening.start();

        Message first = inbox.next();
        Message again = inbox.next();

        assertThat(text(first)).isEqualTo("first");
        assertThat(first.getJMSRedelivered()).isFalse();
        assertThat(text(again)).isEqualTo("first");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(inbox.nextText()).isEqualTo("second");
    }

    @Test
    @Spec("8.7")
    void aClientAcknowledgeSessionGoesOnBehindAListenerThatThrew() throws Exception {
        Connection listening = newConnection();
        Session client = listening.createSession(Session.CLIENT_ACKNOWLEDGE);
        Inbox inbox = new Inbox();
        client.createConsumer(queue).setMessageListener(throwingOnce(inbox));
        send("first", "second");
        listening.start();

        assertThat(inbox.nextText()).isEqualTo("first");
        assertThat(inbox.nextText()).isEqualTo("second");
        inbox.hearsNothing();

        listening.close();
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(nextText(consumer)).isEqualTo("first");
        assertThat(nextText(consumer)).isEqualTo("second");
    }

    @Test
    @Spec("8.7")
    void aTransactedSessionGoesOnBehindAListenerThatThrewAndCommits() throws Exception {
        Connection listening = newConnection();
        Session transacted = listening.createSession(Session.SESSION_TRANSACTED);
        Inbox inbox = new Inbox();
        CompletableFuture<String> committed = new CompletableFuture<>();
        MessageListener throwing = throwingOnce(inbox);
        transacted.createConsumer(queue).setMessageListener(message -> {
            throwing.onMessage(message);
            try {
                transacted.commit();
                committed.complete(text(message));
            } catch (JMSException e) {
                committed.completeExceptionally(e);
            }
        });
        send("first", "second");
        listening.start();

        assertThat(committed.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("second");

        listening.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.7")
    void aRecoverWithinAListenerHasOnlyItsMessageComeAgain() throws Exception {
        Connection listening = newConnection();
        Session auto = listening.createSession(Session.AUTO_ACKNOWLEDGE);
        Inbox inbox = new Inbox();
        AtomicBoolean recovered = new AtomicBoolean();
        auto.createConsumer(queue).setMessageListener(message -> {
            inbox.onMessage(message);
            try {
                if (text(message).equals("second") && recovered.compareAndSet(false, true)) {
                    auto.recover();
                }
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        send("first", "second", "third");
        listening.start();

        assertThat(inbox.nextText()).isEqualTo("first");
        assertThat(inbox.nextText()).isEqualTo("second");
        Message again = inbox.next();
        assertThat(text(again)).isEqualTo("second");
        assertThat(again.getJMSRedelivered()).isTrue();
        Message third = inbox.next();
        assertThat(text(third)).isEqualTo("third");
        assertThat(third.getJMSRedelivered()).isFalse();
    }

    private static MessageListener throwingOnce(Inbox inbox) {
        AtomicBoolean thrown = new AtomicBoolean();
        return message -> {
            inbox.onMessage(message);
            if (thrown.compareAndSet(false, true)) {
                throw new UnsupportedOperationException("a bad listener");
            }
        };
    }

    @Test
    @Spec("8.7")
    void aListenerSendsWithItsSession() throws Exception {
        var replies = session.createQueue(unique("replies"));
        Session listening = connection.createSession();
        var producer = listening.createProducer(replies);
        listening.createConsumer(queue).setMessageListener(message -> {
            try {
                producer.send(listening.createTextMessage("reply to " + text(message)));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        send("hello");

        assertThat(nextText(session.createConsumer(replies))).isEqualTo("reply to hello");
    }

    @Test
    @Spec("8.8")
    void aReceiveThatWaitsReturnsNullWhenItsConsumerIsClosed() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        assertEndsWithNull(consumer::receive, consumer::close);
    }

    @Test
    @Spec("8.8")
    void aReceiveThatWaitsReturnsNullWhenItsJmsConsumerIsClosed() throws Exception {
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertEndsWithNull(() -> consumer.receive(SOON * 2), consumer::close);
        }
    }

    @Test
    @Spec("8.8")
    void aReceiveThatWaitsReturnsNullWhenItsSessionIsClosed() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        assertEndsWithNull(consumer::receive, session::close);
    }

    private interface Receiving {
        Message receive() throws JMSException;
    }

    private interface Closing {
        void close() throws JMSException;
    }

    private static void assertEndsWithNull(Receiving receiving, Closing closing) throws Exception {
        CompletableFuture<Message> received = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                received.complete(receiving.receive());
            } catch (JMSException e) {
                received.completeExceptionally(e);
            }
        });
        thread.start();
        assertThatThrownBy(() -> received.get(BRIEFLY / 2, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        closing.close();

        assertThat(received.get(SOON, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    @Spec("8.8")
    void closingAConsumerEndsItsDeliveries() throws Exception {
        Inbox inbox = new Inbox();
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        consumer.setMessageListener(inbox);
        send("heard");
        inbox.next();

        consumer.close();
        send("for others");

        inbox.hearsNothing();
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("for others");
    }

    @Test
    @Spec("8.8")
    void closingAConsumerWaitsForItsListener() throws Exception {
        Session listening = connection.createSession();
        MessageConsumer consumer = listening.createConsumer(queue);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        consumer.setMessageListener(message -> {
            called.countDown();
            try {
                returned.set(release.await(SOON, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        send("hello");
        assertThat(called.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        consumer.close();
                        closed.complete(returned.get());
                    } catch (JMSException e) {
                        closed.completeExceptionally(e);
                    }
                })
                .start();
        assertThatThrownBy(() -> closed.get(BRIEFLY / 2, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        release.countDown();

        assertThat(closed.get(SOON, TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    @Spec("8.8")
    @ArtemisDiffers("delivers the message again")
    void aListenerMayCloseItsConsumerAndCompletesNormally() throws Exception {
        Connection listening = newConnection();
        MessageConsumer consumer = listening.createSession().createConsumer(queue);
        CompletableFuture<String> heard = new CompletableFuture<>();
        consumer.setMessageListener(message -> {
            try {
                consumer.close();
                heard.complete(text(message));
            } catch (JMSException e) {
                heard.completeExceptionally(e);
            }
        });
        send("first", "second");
        listening.start();

        assertThat(heard.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("first");

        listening.close();
        assertThat(drain(session.createConsumer(queue))).containsExactly("second");
    }

    @Test
    @Spec("8.8")
    @ArtemisDiffers("delivers the message again")
    void aListenerMayCloseItsJmsConsumer() throws Exception {
        send("first", "second");
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            CompletableFuture<String> heard = new CompletableFuture<>();
            consumer.setMessageListener(message -> {
                consumer.close();
                try {
                    heard.complete(text(message));
                } catch (JMSException e) {
                    heard.completeExceptionally(e);
                }
            });
            assertThat(heard.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo("first");
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("second");
    }

    @Test
    @Spec("8.8")
    void whatAClientAcknowledgesMayBeOfAClosedConsumer() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        Message message = next(consumer);

        consumer.close();
        message.acknowledge();

        client.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.8")
    void whatWasNotAcknowledgedOfAClosedConsumerIsRecovered() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        consumer.close();

        client.recover();

        Message again = next(client.createConsumer(queue));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("8.8")
    void aTransactionOfAClosedConsumerIsCommitted() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);

        consumer.close();
        transacted.commit();

        transacted.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("8.8")
    void aTransactionOfAClosedConsumerIsRolledBack() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);

        consumer.close();
        transacted.rollback();

        Message again = next(transacted.createConsumer(queue));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("8.8")
    void aClosedConsumerMayBeClosedAgain() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        consumer.close();
        consumer.close();
        try (JMSContext context = factory.createContext()) {
            JMSConsumer simplified = context.createConsumer(queue);
            simplified.close();
            simplified.close();
            assertThatThrownBy(simplified::receiveNoWait).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.8")
    void aListenerMayNotCloseItsConnectionOrMayAndThenItsMessageIsAcknowledged() throws Exception {
        Connection listening = newConnection();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        listening.createSession().createConsumer(queue).setMessageListener(message -> {
            try {
                listening.close();
                ended.complete(null);
            } catch (JMSException e) {
                ended.completeExceptionally(e);
            }
        });
        send("hello");
        listening.start();

        try {
            ended.get(SOON, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
        }
        listening.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }
}
