package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2.15, closing a session. */
class Chapter06ClosingSessionTest extends Statements {
    private Session closing;

    @BeforeEach
    void openSessionToClose() throws Exception {
        closing = connection.createSession();
    }

    @Test
    @Spec("6.2.15")
    void aCloseEndsAPendingReceive() throws Exception {
        MessageConsumer consumer = closing.createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);

        closing.close();

        assertThat(Background.result(pending)).isNull();
    }

    @Test
    @Spec("6.2.15")
    void aContextsCloseEndsAPendingReceiveAndLeavesTheOtherContexts() throws Exception {
        try (JMSContext first = factory.createContext()) {
            JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);
            JMSConsumer consumer = second.createConsumer(queue);
            CompletableFuture<Message> pending = Background.call(consumer::receive);
            Background.assertWaiting(pending);

            second.close();

            assertThat(Background.result(pending)).isNull();
            first.createProducer().send(queue, "hello");
            assertThat(first.createConsumer(queue).receiveBody(String.class, SOON))
                    .isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.2.15")
    void aCloseWaitsForAListenerInProgressWhichKeepsAllFacilities() throws Exception {
        Queue replyTo = session.createQueue(unique("replies"));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        MessageProducer replies = closing.createProducer(replyTo);
        closing.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
            Background.into(outcome, () -> replies.send(closing.createTextMessage("reply")));
        });
        send("hello");
        Background.await(entered);

        CompletableFuture<Void> close = Background.run(closing::close);

        Background.assertWaiting(close);
        go.countDown();
        Background.result(close);
        assertThat(outcome).isCompleted();
        assertThat(drain(session.createConsumer(replyTo))).containsExactly("reply");
    }

    @Test
    @Spec("6.2.15")
    void noListenerIsCalledAfterTheClose() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        closing.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
        });
        send("in progress", "left");
        Background.await(entered);
        CompletableFuture<Void> close = Background.run(closing::close);
        Background.assertWaiting(close);
        go.countDown();
        Background.result(close);

        Message left = next(session.createConsumer(queue));

        assertThat(text(left)).isEqualTo("left");
        assertThat(left.getJMSRedelivered()).isFalse();
    }

    @Test
    @Spec("6.2.15")
    void aListenerThatClosesItsSessionIsRefusedOrClosesItAndTheMessageIsAcknowledged() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        closing.createConsumer(queue).setMessageListener(m -> Background.into(outcome, closing::close));

        send("hello");

        if (Background.isRefused(outcome, IllegalStateException.class)) {
            assertThat(closing.getTransacted()).isFalse();
        } else {
            assertThatThrownBy(closing::createMessage).isInstanceOf(IllegalStateException.class);
        }
        closing.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.15")
    void aListenerThatClosesAContextOfSeveralIsRefusedOrClosesIt() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        try (JMSContext first = factory.createContext()) {
            JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);
            second.createConsumer(queue).setMessageListener(m -> Background.into(outcome, second::close));

            send("hello");

            if (Background.isRefused(outcome, IllegalStateRuntimeException.class)) {
                assertThat(second.getTransacted()).isFalse();
            } else {
                assertThatThrownBy(second::createMessage).isInstanceOf(IllegalStateRuntimeException.class);
            }
            second.close();
            assertThat(first.createConsumer(queue).receive(BRIEFLY)).isNull();
        }
    }

    @Test
    @Spec("6.2.15")
    void anotherThreadMayCloseASession() throws Exception {
        Background.result(Background.run(closing::close));

        assertThatThrownBy(closing::createMessage).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aCloseConcernsItsOwnSessionAlone() throws Exception {
        Session sibling = connection.createSession();
        MessageConsumer consumer = sibling.createConsumer(queue);

        closing.close();

        send("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.15")
    void aSessionIsClosedAtTheEndOfItsTryStatement() throws Exception {
        Session opened;
        try (Session s = connection.createSession()) {
            opened = s;
        }

        assertThatThrownBy(opened::createMessage).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.15")
    void aCloseRollsTheTransactionBack() throws Exception {
        send("received");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        next(transacted.createConsumer(queue));
        transacted.createProducer(queue).send(transacted.createTextMessage("sent"));

        transacted.close();

        MessageConsumer consumer = session.createConsumer(queue);
        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("received");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.15")
    void aCloseAcknowledgesNothingForTheClient() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        next(client.createConsumer(queue));

        client.close();

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }
}
