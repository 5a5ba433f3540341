package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.ObjectMessage;
import jakarta.jms.QueueBrowser;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: what the simplified API's JMSContext makes of connections and sessions. */
class Chapter06ContextTest extends Statements {
    private JMSContext context;

    @BeforeEach
    void createContext() {
        context = factory.createContext();
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    @Test
    @Spec("6.2")
    void aContextAcknowledgesByItselfUnlessToldOtherwise() {
        assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
        assertThat(context.getTransacted()).isFalse();
    }

    @Test
    @Spec("6.2")
    void aContextHasTheSessionModeItWasMadeWith() {
        for (int mode : List.of(
                JMSContext.SESSION_TRANSACTED,
                JMSContext.AUTO_ACKNOWLEDGE,
                JMSContext.CLIENT_ACKNOWLEDGE,
                JMSContext.DUPS_OK_ACKNOWLEDGE)) {
            try (JMSContext made = factory.createContext(mode);
                    JMSContext sharing = context.createContext(mode)) {
                assertThat(made.getSessionMode()).isEqualTo(mode);
                assertThat(sharing.getSessionMode()).isEqualTo(mode);
                assertThat(made.getTransacted()).isEqualTo(mode == JMSContext.SESSION_TRANSACTED);
            }
        }
    }

    @Test
    @Spec("6.2")
    void aContextOfAnUnknownSessionModeIsRefused() {
        assertThatThrownBy(() -> factory.createContext(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> context.createContext(-1)).isInstanceOf(JMSRuntimeException.class);
    }

    @Test
    @Spec("6.2")
    void aContextMakesMessagesOfEachType() throws Exception {
        assertThat(context.createBytesMessage()).isInstanceOf(BytesMessage.class);
        assertThat(context.createMapMessage()).isInstanceOf(MapMessage.class);
        assertThat(context.createMessage()).isInstanceOf(Message.class);
        assertThat(context.createObjectMessage()).isInstanceOf(ObjectMessage.class);
        assertThat(context.createObjectMessage(4).getObject()).isEqualTo(4);
        assertThat(context.createStreamMessage()).isInstanceOf(StreamMessage.class);
        assertThat(context.createTextMessage()).isInstanceOf(TextMessage.class);
        assertThat(context.createTextMessage("text").getText()).isEqualTo("text");
    }

    @Test
    @Spec("6.1.4")
    void aContextThatSharesAConnectionDoesNotStartItButItsFirstConsumerDoes() throws Exception {
        send("hello");
        context.setAutoStart(false);
        JMSConsumer consumer = context.createConsumer(queue);
        try (JMSContext sharing = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            assertThat(consumer.receive(BRIEFLY)).isNull();

            sharing.createConsumer(session.createQueue(unique("other")));

            assertThat(text(consumer.receive(SOON))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.5")
    void stoppingOneContextStopsAllThatShareItsConnection() throws Exception {
        try (JMSContext sharing = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            JMSConsumer consumer = sharing.createConsumer(queue);
            context.stop();
            send("hello");
            assertThat(consumer.receive(BRIEFLY)).isNull();

            context.start();

            assertThat(text(consumer.receive(SOON))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1.5")
    void aStoppedContextSends() throws Exception {
        context.stop();

        context.createProducer().send(queue, "hello");

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.1.8")
    void closingAContextLeavesTheOthersOfItsConnection() {
        JMSContext sharing = context.createContext(JMSContext.AUTO_ACKNOWLEDGE);

        context.close();

        sharing.createProducer().send(queue, "hello");
        assertThat(sharing.createConsumer(queue).receiveBody(String.class, SOON))
                .isEqualTo("hello");
        sharing.close();
    }

    @Test
    @Spec("6.1.8")
    void theLastContextOfAConnectionClosesIt() throws Exception {
        TemporaryQueue temporary = context.createTemporaryQueue();
        JMSContext sharing = context.createContext(JMSContext.AUTO_ACKNOWLEDGE);
        context.close();
        sharing.createProducer().send(temporary, "the connection is open");
        assertThat(sharing.createConsumer(temporary).receiveBody(String.class, SOON))
                .isEqualTo("the connection is open");

        sharing.close();

        assertThatThrownBy(() -> session.createConsumer(temporary)).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("6.2.15")
    @ArtemisDiffers("makes a message, or a producer")
    void aClosedContextRefusesUseAndMayBeClosedAgain() {
        JMSProducer producer = context.createProducer();
        JMSConsumer consumer = context.createConsumer(queue);
        Message message = context.createMessage();
        context.close();

        assertClosed(context::createTextMessage);
        assertClosed(() -> context.createConsumer(queue));
        assertClosed(() -> context.createProducer().send(queue, "hello"));
        assertClosed(() -> context.createBrowser(queue));
        assertClosed(() -> context.createContext(JMSContext.AUTO_ACKNOWLEDGE));
        assertClosed(() -> producer.send(queue, message));
        assertClosed(consumer::receiveNoWait);
        assertClosed(context::acknowledge);
        context.close();
        consumer.close();
    }

    private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.2.10")
    void aContextAcknowledgesAllThatItDelivered() throws Exception {
        send("1", "2", "3");
        try (JMSContext client = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = client.createConsumer(queue);
            consumer.receive(SOON);
            consumer.receive(SOON);

            client.acknowledge();
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("3");
    }

    @Test
    @Spec("6.2.10")
    void aContextsAcknowledgeDoesNothingInOtherSessionModes() throws Exception {
        context.acknowledge();
        send("hello");
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            transacted.createConsumer(queue).receive(SOON);

            transacted.acknowledge();
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("6.2.10")
    void aContextRecovers() throws Exception {
        send("hello");
        try (JMSContext client = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
            JMSConsumer consumer = client.createConsumer(queue);
            consumer.receive(SOON);

            client.recover();

            Message again = consumer.receive(SOON);
            assertThat(text(again)).isEqualTo("hello");
            assertThat(again.getJMSRedelivered()).isTrue();
        }
    }

    @Test
    @Spec("6.2.10")
    void aTransactedContextIsNotRecovered() {
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            assertThatThrownBy(transacted::recover).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.2.7")
    void aContextCommitsAndRollsBack() throws Exception {
        try (JMSContext transacted = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            transacted.createProducer().send(queue, "rolled back");
            transacted.rollback();
            transacted.createProducer().send(queue, "committed");
            transacted.commit();
            transacted.createProducer().send(queue, "lost with the close");
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("committed");
    }

    @Test
    @Spec("6.2.7")
    void aContextThatIsNotTransactedHasNothingToCommitOrRollBack() {
        assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(context::rollback).isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.2")
    void aContextTakesAClientIdentifierAsItsFirstAction() {
        String id = unique("client");

        context.setClientID(id);

        assertThat(context.getClientID()).isEqualTo(id);
        try (JMSContext other = factory.createContext()) {
            assertThatThrownBy(() -> other.setClientID(id)).isInstanceOf(InvalidClientIDRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aContextTakesNoClientIdentifierWhereTheFactoryHasOne() throws Exception {
        String id = unique("client");
        try (JMSContext configured = store.factory(id).createContext()) {
            assertThat(configured.getClientID()).isEqualTo(id);
            assertThatThrownBy(() -> configured.setClientID(unique("other")))
                    .isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aContextTakesNoClientIdentifierAfterItsFirstAction() {
        context.createConsumer(queue);

        assertThatThrownBy(() -> context.setClientID(unique("client")))
                .isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.6")
    void aContextDescribesItsProvider() throws Exception {
        assertThat(context.getMetaData().getJMSMajorVersion()).isEqualTo(3);
        assertThat(context.getMetaData().getJMSMinorVersion()).isEqualTo(1);
        assertThat(context.getMetaData().getJMSVersion()).isEqualTo("3.1");
    }

    @Test
    @Spec("6.1.7")
    void aContextTellsItsExceptionListener() {
        assertThat(context.getExceptionListener()).isNull();
        ExceptionListener listener = exception -> {};

        context.setExceptionListener(listener);

        assertThat(context.getExceptionListener()).isSameAs(listener);
    }

    @Test
    @Spec("6.2")
    void aContextBrowses() throws Exception {
        send("1", "2");

        try (QueueBrowser browser = context.createBrowser(queue)) {
            assertThat(list(browser.getEnumeration())).hasSize(2);
        }

        assertThatThrownBy(() -> context.createBrowser(null)).isInstanceOf(InvalidDestinationRuntimeException.class);
        assertThat(context.createConsumer(queue).receiveBody(String.class, SOON))
                .isEqualTo("1");
    }

    @Test
    @Spec("6.2.6")
    void aContextsSecondListenerMayBeSetWhileTheFirstIsCalled() throws Exception {
        var other = context.createQueue(unique("other"));
        Inbox one = new Inbox();
        Inbox two = new Inbox();
        context.createConsumer(queue).setMessageListener(one);
        send("to one");
        assertThat(one.nextText()).isEqualTo("to one");

        context.createConsumer(other).setMessageListener(two);
        session.createProducer(other).send(session.createTextMessage("to two"));

        assertThat(two.nextText()).isEqualTo("to two");
    }

    @Test
    @Spec("6.2.6")
    void aContextIsMadeFromOneThatAListenerUses() throws Exception {
        CompletableFuture<Integer> mode = new CompletableFuture<>();
        MessageListener making = message -> {
            try (JMSContext made = context.createContext(JMSContext.CLIENT_ACKNOWLEDGE)) {
                mode.complete(made.getSessionMode());
            }
        };
        context.createConsumer(queue).setMessageListener(making);

        send("hello");

        assertThat(mode.get(SOON, TimeUnit.MILLISECONDS)).isEqualTo(JMSContext.CLIENT_ACKNOWLEDGE);
    }

    @Test
    @Spec("6.1.8")
    void theMessagesOfAClosedContextAreNotAcknowledged() throws Exception {
        send("hello");
        JMSContext client = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
        Message message = client.createConsumer(queue).receive(SOON);
        client.close();

        assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
        assertThat(text(message)).isEqualTo("hello");
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }
}
