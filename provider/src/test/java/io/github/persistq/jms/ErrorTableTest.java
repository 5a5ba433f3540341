package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.destination.JmsTopic;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

/** Mistakes, and the errors that name them. */
class ErrorTableTest extends JmsFixture {
    /** A class that no option trusts. */
    private record Secret(String text) implements Serializable {}

    @Test
    void refusesAnUnknownOptionByName() {
        assertThatThrownBy(() -> new PersistqConnectionFactory("persistq:memory:x?maxDelivery=3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxDelivery")
                .hasMessageContaining("maxDeliveries");
    }

    @Test
    void refusesABadValueByName() {
        assertThatThrownBy(() -> new PersistqConnectionFactory("persistq:memory:x?maxDeliveries=many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxDeliveries")
                .hasMessageContaining("many");
    }

    @Test
    void refusesAnUnknownSchemeAndListsTheKnown() {
        assertThatThrownBy(() -> new PersistqConnectionFactory("persistq:carrier-pigeon:x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carrier-pigeon")
                .hasMessageContaining("memory");
        assertThatThrownBy(() -> new PersistqConnectionFactory("tcp://localhost"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesANullUrl() {
        assertThatThrownBy(() -> new PersistqConnectionFactory(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null");
    }

    @Test
    void refusesAnUntrustedClassAndNamesTheOption() throws JMSException {
        session.createProducer(queue).send(session.createObjectMessage(new Secret("x")));
        ObjectMessage received = (ObjectMessage) session.createConsumer(queue).receive(SOON);

        assertThatThrownBy(received::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("Secret")
                .hasMessageContaining("trustedPackages");
    }

    @Test
    void readsAClassOfATrustedPackage() throws JMSException {
        for (String option : new String[] {"trustedPackages=io.github.persistq.jms", "trustAllPackages=true"}) {
            reconnect(option);
            session.createProducer(queue).send(session.createObjectMessage(new Secret("x")));

            ObjectMessage received =
                    (ObjectMessage) session.createConsumer(queue).receive(SOON);

            assertThat(received.getObject()).isEqualTo(new Secret("x"));
        }
    }

    @Test
    void refusesANullDestination() throws JMSException {
        MessageProducer producer = session.createProducer(null);
        Message message = session.createMessage();

        assertThatThrownBy(() -> producer.send((Destination) null, message))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> producer.send((Destination) null, message, 2, 4, 0))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createConsumer(null, "a = 1")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void refusesADestinationThatDoesNotFitTheProducer() throws JMSException {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer free = session.createProducer(null);
        Message message = session.createMessage();

        assertThatThrownBy(() -> bound.send(queue, message)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> free.send(message)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesANullMessage() throws JMSException {
        MessageProducer producer = session.createProducer(queue);

        assertThatThrownBy(() -> producer.send((Message) null)).isInstanceOf(MessageFormatException.class);
    }

    @Test
    void refusesBadSendOptions() throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        Message message = session.createMessage();

        assertThatThrownBy(() -> producer.setDeliveryMode(7)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setPriority(10)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setPriority(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setTimeToLive(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.setDeliveryDelay(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(message, 2, 12, 0)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> producer.send(message, 0, 4, 0)).isInstanceOf(JMSException.class);
    }

    @Test
    void refusesBadQueueNames() {
        assertThatThrownBy(() -> session.createQueue("")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createQueue("x".repeat(513))).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void refusesBadTopics() {
        assertThatThrownBy(() -> session.createTopic("")).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createTopic(null)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedDurableConsumer(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createDurableConsumer(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createDurableSubscriber(null, "s"))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(new JmsTopic("news"), null))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createSharedConsumer(new JmsTopic("news"), ""))
                .isInstanceOf(JMSException.class);
    }
}
