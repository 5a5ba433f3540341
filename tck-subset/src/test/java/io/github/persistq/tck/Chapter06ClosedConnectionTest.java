package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.1.8, what a closed connection refuses. */
class Chapter06ClosedConnectionTest extends Statements {
    private Connection closing;

    @BeforeEach
    void connectToClose() throws Exception {
        closing = newConnection();
        closing.start();
    }

    @Test
    @Spec("6.1.8")
    void aMessageOfAClosedConnectionIsNotAcknowledged() throws Exception {
        send("hello");
        Message received =
                next(closing.createSession(Session.CLIENT_ACKNOWLEDGE).createConsumer(queue));

        closing.close();

        assertThatThrownBy(received::acknowledge).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.8")
    void messagesOutliveTheirConnection() throws Exception {
        send("received");
        Session own = closing.createSession();
        TextMessage created = own.createTextMessage("created");
        Message received = next(own.createConsumer(queue));

        closing.close();

        created.setStringProperty("colour", "red");
        assertThat(text(received)).isEqualTo("received");
        assertThat(received.getJMSDestination()).isEqualTo(queue);
        session.createProducer(queue).send(created);
        session.createProducer(queue).send(received);
        assertThat(drain(session.createConsumer(queue))).containsExactly("created", "received");
    }

    @Test
    @Spec("6.1.8")
    void aClosedConnectionIsClosedAgainWithoutAnError() throws Exception {
        Session own = closing.createSession();
        MessageProducer producer = own.createProducer(queue);
        MessageConsumer consumer = own.createConsumer(queue);
        QueueBrowser browser = own.createBrowser(queue);
        closing.close();

        closing.close();
        own.close();
        producer.close();
        consumer.close();
        browser.close();

        assertThatThrownBy(closing::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.8")
    void aClosedConnectionRefusesUse() throws Exception {
        closing.close();

        new Calls()
                .add("createSession()", () -> closing.createSession())
                .add("createSession(int)", () -> closing.createSession(Session.AUTO_ACKNOWLEDGE))
                .add("createSession(boolean, int)", () -> closing.createSession(true, 0))
                .add("setExceptionListener", () -> closing.setExceptionListener(null))
                .add("start", closing::start)
                .add("stop", closing::stop)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.8")
    void aClosedConnectionTellsNothing() throws Exception {
        closing.close();

        new Calls()
                .add("getClientID", closing::getClientID)
                .add("setClientID", () -> closing.setClientID(unique("client")))
                .add("getMetaData", closing::getMetaData)
                .add("getExceptionListener", closing::getExceptionListener)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.8")
    void theSessionsOfAClosedConnectionAndWhatTheyMadeRefuseUse() throws Exception {
        Session own = closing.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = own.createProducer(queue);
        MessageConsumer consumer = own.createConsumer(queue);
        QueueBrowser browser = own.createBrowser(queue);
        Message message = own.createMessage();

        closing.close();

        new Calls()
                .add("createMessage", own::createMessage)
                .add("createProducer", () -> own.createProducer(queue))
                .add("createConsumer", () -> own.createConsumer(queue))
                .add("commit", own::commit)
                .add("rollback", own::rollback)
                .add("send", () -> producer.send(message))
                .add("receive", consumer::receive)
                .add("receive with a timeout", () -> consumer.receive(1))
                .add("receiveNoWait", consumer::receiveNoWait)
                .add("getEnumeration", browser::getEnumeration)
                .assertRefusedWith(IllegalStateException.class);
    }

    @Test
    @Spec("6.1.8")
    void aClosedContextRefusesUse() {
        JMSContext context = factory.createContext();
        context.close();

        new Calls()
                .add("createProducer", context::createProducer)
                .add("createConsumer", () -> context.createConsumer(queue))
                .add("createBrowser", () -> context.createBrowser(queue))
                .add("createTextMessage", () -> context.createTextMessage("hello"))
                .add("createQueue", () -> context.createQueue("q"))
                .add("createTemporaryQueue", context::createTemporaryQueue)
                .add("start", context::start)
                .add("stop", context::stop)
                .add("acknowledge", context::acknowledge)
                .add("recover", context::recover)
                .assertRefusedWith(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.8")
    @ArtemisDiffers("makes one")
    void aClosedContextMakesNoOtherContext() {
        JMSContext context = factory.createContext();
        context.close();

        assertThatThrownBy(() -> context.createContext(JMSContext.AUTO_ACKNOWLEDGE))
                .isInstanceOf(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.8")
    void aClosedContextTellsNothing() {
        JMSContext context = factory.createContext();
        context.close();

        new Calls()
                .add("getClientID", context::getClientID)
                .add("getMetaData", context::getMetaData)
                .add("getExceptionListener", context::getExceptionListener)
                .add("setExceptionListener", () -> context.setExceptionListener(null))
                .assertRefusedWith(IllegalStateRuntimeException.class);
    }

    @Test
    @Spec("6.1.8")
    void theProducersAndConsumersOfAClosedContextRefuseUse() {
        JMSContext context = factory.createContext();
        JMSProducer producer = context.createProducer();
        JMSConsumer consumer = context.createConsumer(queue);

        context.close();

        new Calls()
                .add("send", () -> producer.send(queue, "hello"))
                .add("receive", consumer::receive)
                .add("receive with a timeout", () -> consumer.receive(1))
                .add("receiveNoWait", consumer::receiveNoWait)
                .add("receiveBody", () -> consumer.receiveBody(String.class))
                .add("receiveBodyNoWait", () -> consumer.receiveBodyNoWait(String.class))
                .add("getMessageListener", consumer::getMessageListener)
                .add("setMessageListener", () -> consumer.setMessageListener(null))
                .assertRefusedWith(IllegalStateRuntimeException.class);
        context.close();
        consumer.close();
    }
}
