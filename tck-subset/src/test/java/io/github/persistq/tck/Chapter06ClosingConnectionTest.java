package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
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

/** Chapter 6, connecting to a provider: section 6.1.8, closing a connection. */
class Chapter06ClosingConnectionTest extends Statements {
    private Connection closing;

    @BeforeEach
    void connectToClose() throws Exception {
        closing = newConnection();
        closing.start();
    }

    @Test
    @Spec("6.1.8")
    void aCloseEndsAPendingReceive() throws Exception {
        MessageConsumer consumer = closing.createSession().createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);

        closing.close();

        assertThat(Background.result(pending)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aCloseEndsAPendingReceiveWithATimeout() throws Exception {
        MessageConsumer consumer = closing.createSession().createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(() -> consumer.receive(6 * SOON));
        Background.assertWaiting(pending);

        closing.close();

        assertThat(Background.result(pending)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aCloseEndsThePendingReceivesOfAllSessions() throws Exception {
        MessageConsumer one = closing.createSession().createConsumer(queue);
        MessageConsumer other =
                closing.createSession(Session.SESSION_TRANSACTED).createConsumer(queue);
        CompletableFuture<Message> first = Background.call(one::receive);
        CompletableFuture<Message> second = Background.call(other::receive);
        Background.assertWaiting(first);
        Background.assertWaiting(second);

        closing.close();

        assertThat(Background.result(first)).isNull();
        assertThat(Background.result(second)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aContextsCloseEndsAPendingReceive() throws Exception {
        JMSContext context = factory.createContext();
        JMSConsumer consumer = context.createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);

        context.close();

        assertThat(Background.result(pending)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aCloseWaitsForAListenerInProgressWhichKeepsAllFacilities() throws Exception {
        Queue replyTo = session.createQueue(unique("replies"));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Session listening = closing.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageProducer replies = listening.createProducer(replyTo);
        listening.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
            Background.into(outcome, () -> {
                replies.send(listening.createTextMessage("reply"));
                message.acknowledge();
            });
        });
        send("hello");
        Background.await(entered);

        CompletableFuture<Void> close = Background.run(closing::close);

        Background.assertWaiting(close);
        go.countDown();
        Background.result(close);
        assertThat(outcome).isCompleted();
        assertThat(drain(session.createConsumer(replyTo))).containsExactly("reply");
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aCloseWaitsForTheListenersOfAllSessions() throws Exception {
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            closing.createSession().createConsumer(queue).setMessageListener(message -> {
                entered.countDown();
                Background.await(go);
                left.countDown();
            });
        }
        send("one", "two");
        Background.await(entered);

        CompletableFuture<Void> close = Background.run(closing::close);

        Background.assertWaiting(close);
        go.countDown();
        Background.result(close);
        assertThat(left.getCount()).isZero();
    }

    @Test
    @Spec("6.1.8")
    void aListenerInProgressCommitsItsTransactionWhileTheConnectionCloses() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        Session transacted = closing.createSession(Session.SESSION_TRANSACTED);
        transacted.createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
            Background.into(outcome, transacted::commit);
        });
        send("hello");
        Background.await(entered);
        CompletableFuture<Void> close = Background.run(closing::close);
        Background.assertWaiting(close);

        go.countDown();

        Background.result(close);
        assertThat(outcome).isCompleted();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void theMessageOfAListenerInProgressIsAcknowledgedAutomatically() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        closing.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
        });
        send("hello");
        Background.await(entered);
        CompletableFuture<Void> close = Background.run(closing::close);
        Background.assertWaiting(close);

        go.countDown();

        Background.result(close);
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aListenerThatClosesItsConnectionIsRefusedOrClosesIt() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        closing.createSession().createConsumer(queue).setMessageListener(m -> Background.into(outcome, closing::close));

        send("hello");

        if (Background.isRefused(outcome, IllegalStateException.class)) {
            assertThat(closing.createSession().getTransacted()).isFalse();
        } else {
            assertThatThrownBy(closing::createSession).isInstanceOf(IllegalStateException.class);
        }
        closing.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aListenerThatClosesItsContextIsRefusedOrClosesIt() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        JMSContext context = factory.createContext();
        context.createConsumer(queue).setMessageListener(m -> Background.into(outcome, context::close));

        send("hello");

        if (Background.isRefused(outcome, IllegalStateRuntimeException.class)) {
            assertThat(context.getTransacted()).isFalse();
        } else {
            assertThatThrownBy(context::createMessage).isInstanceOf(IllegalStateRuntimeException.class);
        }
        context.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aContextClosesItsConnectionIfItIsTheLast() {
        JMSContext context = factory.createContext();
        JMSContext sibling = context.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        JMSConsumer consumer = sibling.createConsumer(queue);

        context.close();
        sibling.createProducer().send(queue, "hello");
        assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");

        sibling.close();
        assertThatThrownBy(() -> sibling.createProducer().send(queue, "too late"))
                .isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.8")
    void aConnectionASessionAndAContextAreClosedAtTheEndOfTheirTryStatement() throws Exception {
        Connection connected;
        Session opened;
        JMSContext context;
        try (Connection c = factory.createConnection();
                Session s = c.createSession();
                JMSContext x = factory.createContext()) {
            connected = c;
            opened = s;
            context = x;
        }

        assertThatThrownBy(connected::createSession).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(opened::createMessage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(context::createMessage).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.8")
    void aCloseRollsBackWhatATransactionReceivedAndSent() throws Exception {
        send("received");
        Session transacted = closing.createSession(Session.SESSION_TRANSACTED);
        next(transacted.createConsumer(queue));
        transacted.createProducer(queue).send(transacted.createTextMessage("sent"));

        closing.close();

        MessageConsumer consumer = session.createConsumer(queue);
        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("received");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(consumer.receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.1.8")
    void aContextsCloseRollsItsTransactionBack() throws Exception {
        send("received");
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThat(transacted.createConsumer(queue).receiveBody(String.class, SOON))
                    .isEqualTo("received");
            transacted.createProducer().send(queue, "sent");
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("received");
    }

    @Test
    @Spec("6.1.8")
    void aCloseAcknowledgesNothingForTheClient() throws Exception {
        send("hello");
        next(closing.createSession(Session.CLIENT_ACKNOWLEDGE).createConsumer(queue));

        closing.close();

        Message again = next(session.createConsumer(queue));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("6.1.8")
    void aCloseConcernsItsOwnConnectionAlone() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);

        closing.close();

        send("hello");
        assertThat(nextText(consumer)).isEqualTo("hello");
    }
}
