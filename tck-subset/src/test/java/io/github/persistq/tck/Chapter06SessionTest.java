package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2, what a session makes, and how it runs its listeners. */
class Chapter06SessionTest extends Statements {
    private static final int[] MODES = {
        Session.SESSION_TRANSACTED, Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE
    };

    @Test
    @Spec("6.2")
    void aSessionIsCreatedInEachOfTheModes() throws Exception {
        for (int mode : MODES) {
            Session created = connection.createSession(mode);

            assertThat(created.getAcknowledgeMode()).isEqualTo(mode);
            assertThat(created.getTransacted()).isEqualTo(mode == Session.SESSION_TRANSACTED);
        }
    }

    @Test
    @Spec("6.2")
    void aSessionAcknowledgesAutomaticallyUnlessToldOtherwise() throws Exception {
        Session plain = connection.createSession();

        assertThat(plain.getAcknowledgeMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
        assertThat(plain.getTransacted()).isFalse();
    }

    @Test
    @Spec("6.2")
    void theAcknowledgeModeOfATransactedSessionIsIgnored() throws Exception {
        for (int mode : MODES) {
            Session transacted = connection.createSession(true, mode);

            assertThat(transacted.getTransacted()).isTrue();
            assertThat(transacted.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
        }
    }

    @Test
    @Spec("6.2")
    void aSessionThatIsNotTransactedHasTheAcknowledgeModeThatWasAskedFor() throws Exception {
        Session client = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);

        assertThat(client.getTransacted()).isFalse();
        assertThat(client.getAcknowledgeMode()).isEqualTo(Session.CLIENT_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.2")
    @ArtemisDiffers("throws a JMSRuntimeException")
    void aSessionOfAnUnknownModeIsRefused() {
        new Calls()
                .add("createSession(int)", () -> connection.createSession(-1))
                .add("createSession(boolean, int)", () -> connection.createSession(false, -1))
                .assertRefusedWith(JMSException.class);
    }

    @Test
    @Spec("6.2")
    void whatWasNotAcknowledgedWhenTheSessionEndsIsRedeliveredFromTheQueue() throws Exception {
        send("first", "second");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        next(consumer);

        client.close();

        MessageConsumer later = session.createConsumer(queue);
        for (String text : new String[] {"first", "second"}) {
            Message again = next(later);
            assertThat(text(again)).isEqualTo(text);
            assertThat(again.getJMSRedelivered()).isTrue();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        }
    }

    @Test
    @Spec("6.2")
    void whatAClosedConsumerNeverShowedIsNotRedelivered() throws Exception {
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        send("seen", "unseen");
        next(consumer);

        client.close();

        MessageConsumer later = session.createConsumer(queue);
        assertThat(next(later).getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        Message unseen = next(later);
        assertThat(text(unseen)).isEqualTo("unseen");
        assertThat(unseen.getJMSRedelivered()).isFalse();
        assertThat(unseen.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("6.2.1")
    void aSessionServesSeveralProducersAndConsumers() throws Exception {
        Queue other = session.createQueue(unique("other"));
        MessageProducer toOne = session.createProducer(queue);
        MessageProducer toOther = session.createProducer(other);
        MessageConsumer fromOne = session.createConsumer(queue);
        MessageConsumer fromOther = session.createConsumer(other);

        toOne.send(session.createTextMessage("to one"));
        toOther.send(session.createTextMessage("to the other"));

        assertThat(nextText(fromOther)).isEqualTo("to the other");
        assertThat(nextText(fromOne)).isEqualTo("to one");
    }

    @Test
    @Spec("6.2.3")
    void aSessionMakesDestinationsFromNames() throws Exception {
        String name = unique("name");

        assertThat(session.createQueue(name).getQueueName()).isEqualTo(name);
        assertThat(session.createTopic(name).getTopicName()).isEqualTo(name);
    }

    @Test
    @Spec("6.2.3")
    void aContextMakesDestinationsFromNames() throws Exception {
        String name = unique("name");
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createQueue(name).getQueueName()).isEqualTo(name);
            assertThat(context.createTopic(name).getTopicName()).isEqualTo(name);
        }
    }

    @Test
    @Spec("6.2.4")
    void aSessionMakesMessagesOfEveryKind() throws Exception {
        assertThat(session.createMessage()).isNotInstanceOf(TextMessage.class);
        assertThat(session.createTextMessage().getText()).isNull();
        assertThat(session.createTextMessage("hello").getText()).isEqualTo("hello");
        assertThat(session.createObjectMessage().getObject()).isNull();
        assertThat(session.createObjectMessage("hello").getObject()).isEqualTo("hello");
        assertThat(session.createBytesMessage()).isInstanceOf(BytesMessage.class);
        assertThat(session.createStreamMessage()).isInstanceOf(StreamMessage.class);
        assertThat(session.createMapMessage().getMapNames().hasMoreElements()).isFalse();
    }

    @Test
    @Spec("6.2.4")
    void aContextMakesMessagesOfEveryKind() throws Exception {
        try (JMSContext context = factory.createContext()) {
            assertThat(context.createMessage()).isNotInstanceOf(TextMessage.class);
            assertThat(context.createTextMessage().getText()).isNull();
            assertThat(context.createTextMessage("hello").getText()).isEqualTo("hello");
            assertThat(context.createObjectMessage()).isInstanceOf(ObjectMessage.class);
            assertThat(context.createObjectMessage("hello").getObject()).isEqualTo("hello");
            assertThat(context.createBytesMessage()).isInstanceOf(BytesMessage.class);
            assertThat(context.createStreamMessage()).isInstanceOf(StreamMessage.class);
            assertThat(context.createMapMessage()).isInstanceOf(MapMessage.class);
        }
    }

    @Test
    @Spec("6.2.4")
    void aMessageIsSentByAnotherSessionThanTheOneThatMadeIt() throws Exception {
        Message message = newConnection().createSession().createTextMessage("hello");

        session.createProducer(queue).send(message);

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.4")
    void aMessageIsSentByAnotherContextThanTheOneThatMadeIt() throws Exception {
        try (JMSContext making = factory.createContext();
                JMSContext sending = factory.createContext()) {
            sending.createProducer().send(queue, making.createTextMessage("hello"));
        }

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.5")
    void anotherThreadMayCloseAConsumerThatReceives() throws Exception {
        MessageConsumer consumer = session.createConsumer(queue);
        CompletableFuture<Message> pending = Background.call(consumer::receive);
        Background.assertWaiting(pending);

        consumer.close();

        assertThat(Background.result(pending)).isNull();
    }

    @Test
    @Spec("6.2.6")
    void aStartedContextTakesASecondListener() throws Exception {
        Queue other = session.createQueue(unique("other"));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (JMSContext context = factory.createContext()) {
            context.createConsumer(queue).setMessageListener(m -> heard.add(uncheckedText(m)));
            send("to one");
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("to one");

            JMSConsumer second = context.createConsumer(other);
            second.setMessageListener(m -> heard.add(uncheckedText(m)));

            session.createProducer(other).send(session.createTextMessage("to the other"));
            assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("to the other");
        }
    }

    @Test
    @Spec("6.2.6")
    void anotherThreadMayCreateAContextFromOneThatReceives() throws Exception {
        try (JMSContext receiving = factory.createContext()) {
            JMSConsumer consumer = receiving.createConsumer(queue);
            CompletableFuture<String> pending = Background.call(() -> consumer.receiveBody(String.class));
            Background.assertWaiting(pending);

            try (JMSContext sending = receiving.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
                sending.createProducer().send(queue, "hello");
            }

            assertThat(Background.result(pending)).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.2.13")
    void aSessionRunsItsListenersOneAtATime() throws Exception {
        Queue other = session.createQueue(unique("other"));
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch left = new CountDownLatch(20);
        MessageListener listener = message -> {
            overlapped.compareAndSet(false, running.incrementAndGet() > 1);
            Thread.yield();
            running.decrementAndGet();
            left.countDown();
        };
        Connection listening = newConnection();
        Session listeners = listening.createSession();
        listeners.createConsumer(queue).setMessageListener(listener);
        listeners.createConsumer(other).setMessageListener(listener);
        sendTens(other);

        listening.start();

        Background.await(left);
        assertThat(overlapped).isFalse();
    }

    @Test
    @Spec("6.2.13")
    void aContextRunsItsListenersOneAtATime() throws Exception {
        Queue other = session.createQueue(unique("other"));
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        try (JMSContext context = factory.createContext()) {
            context.setAutoStart(false);
            context.createConsumer(queue).setMessageListener(message -> {
                entered.countDown();
                Background.await(go);
            });
            context.createConsumer(other).setMessageListener(m -> second.add(uncheckedText(m)));
            context.start();
            send("to one");
            Background.await(entered);

            session.createProducer(other).send(session.createTextMessage("to the other"));

            assertThat(second.poll(BRIEFLY, TimeUnit.MILLISECONDS)).isNull();
            go.countDown();
            assertThat(second.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("to the other");
        }
    }

    @Test
    @Spec("6.2.13")
    void listenersRunOnNoThreadOfTheProgram() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch left = new CountDownLatch(3);
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            threads.add(Thread.currentThread());
            left.countDown();
        });

        send("1", "2", "3");

        Background.await(left);
        assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    @Spec("6.2.14")
    void sessionsRunTheirListenersAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger met = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(2);
        MessageListener waitsForTheOther = message -> {
            both.countDown();
            Background.await(both);
            met.incrementAndGet();
            done.countDown();
        };
        Connection listening = newConnection();
        Queue other = session.createQueue(queue.getQueueName() + ".other");
        listening.createSession().createConsumer(queue).setMessageListener(waitsForTheOther);
        listening.createSession().createConsumer(other).setMessageListener(waitsForTheOther);
        listening.start();

        send("one");
        session.createProducer(other).send(session.createTextMessage("two"));

        Background.await(done);
        assertThat(met).hasValue(2);
    }

    @Test
    @Spec("6.2.14")
    void oneSessionReceivesWhileAnotherOfItsConnectionIsBusyListening() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        connection.createSession().createConsumer(queue).setMessageListener(message -> {
            entered.countDown();
            Background.await(go);
        });
        send("busy");
        Background.await(entered);
        Queue other = session.createQueue(unique("other"));

        session.createProducer(other).send(session.createTextMessage("hello"));

        assertThat(nextText(session.createConsumer(other))).isEqualTo("hello");
        go.countDown();
    }

    private void sendTens(Queue other) throws JMSException {
        MessageProducer producer = session.createProducer(null);
        for (int i = 0; i < 10; i++) {
            producer.send(queue, session.createTextMessage("to one"));
            producer.send(other, session.createTextMessage("to the other"));
        }
    }
}
