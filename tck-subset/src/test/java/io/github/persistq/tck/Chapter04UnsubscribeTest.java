package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 4, messaging domains: the end of durable subscriptions. */
class Chapter04UnsubscribeTest extends TopicStatements {
    private Session client;

    @BeforeEach
    void connectClient() throws Exception {
        client = newClient(unique("client")).createSession();
    }

    @Test
    @Spec("4.2.9")
    void durableSubscriptionsAreMadeAndDeletedByPrograms() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        publish("dropped with the subscription");
        client.unsubscribe(subscription);
        publish("while there is none");

        MessageConsumer anew = client.createDurableConsumer(topic, subscription);

        publish("to the new one");
        assertThat(nextText(anew)).isEqualTo("to the new one");
    }

    @Test
    @Spec("8.3.3")
    void anActiveSubscriptionIsNotDeleted() throws Exception {
        MessageConsumer active = client.createDurableConsumer(topic, subscription);

        assertThatThrownBy(() -> client.unsubscribe(subscription)).isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(active)).isEqualTo("hello");
    }

    @Test
    @Spec("8.3.3")
    @ArtemisDiffers(
            value = "deletes it",
            reading = "the text calls the attempt erroneous; this asks that it is refused")
    void aSubscriptionWithAnUnacknowledgedMessageIsNotDeleted() throws Exception {
        Session acknowledging = newClient(unique("client")).createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = acknowledging.createDurableConsumer(topic, subscription);
        publish("hello");
        next(consumer);
        consumer.close();

        assertThatThrownBy(() -> acknowledging.unsubscribe(subscription)).isInstanceOf(JMSException.class);
    }

    @Test
    @Spec("6.2")
    void anUnknownSubscriptionIsNotDeleted() throws Exception {
        client.createDurableConsumer(topic, subscription).close();
        client.unsubscribe(subscription);

        new Calls()
                .add("a name never used", () -> client.unsubscribe(unique("unknown")))
                .add("a second time", () -> client.unsubscribe(subscription))
                .assertRefusedWith(InvalidDestinationException.class);
    }

    @Test
    @Spec("6.2")
    void aContextIsRefusedToDeleteAnUnknownSubscription() throws Exception {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(unique("client"));
            context.createDurableConsumer(topic, subscription).close();
            context.unsubscribe(subscription);

            assertThatThrownBy(() -> context.unsubscribe(subscription))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionIsDeletedByUnsubscribe() throws Exception {
        session.createSharedDurableConsumer(topic, subscription).close();
        publish("dropped with the subscription");

        session.unsubscribe(subscription);

        MessageConsumer anew = session.createSharedDurableConsumer(topic, subscription);
        publish("new");
        assertThat(nextText(anew)).isEqualTo("new");
    }

    @Test
    @Spec("8.3.4")
    void aSharedDurableSubscriptionIsNotDeletedWhileAnyConsumerIsActive() throws Exception {
        MessageConsumer closed = session.createSharedDurableConsumer(topic, subscription);
        MessageConsumer active = connection.createSession().createSharedDurableConsumer(topic, subscription);
        closed.close();

        assertThatThrownBy(() -> session.unsubscribe(subscription)).isInstanceOf(JMSException.class);

        publish("hello");
        assertThat(nextText(active)).isEqualTo("hello");
    }
}
