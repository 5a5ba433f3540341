package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.QueueConnection;
import jakarta.jms.TopicConnection;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.1.2, client identifiers. */
class Chapter06ClientIdentifierTest extends Statements {
    private final String clientId = unique("client");

    @Test
    @Spec("6.1.2")
    void aFreshConnectionTakesAClientIdentifier() throws Exception {
        Connection fresh = newConnection();

        fresh.setClientID(clientId);

        assertThat(fresh.getClientID()).isEqualTo(clientId);
    }

    @Test
    @Spec("6.1.2")
    void aFreshContextTakesAClientIdentifier() {
        try (JMSContext context = factory.createContext()) {
            context.setClientID(clientId);

            assertThat(context.getClientID()).isEqualTo(clientId);
        }
    }

    @Test
    @Spec("6.1.2")
    void freshConnectionsOfTheLegacyApisTakeClientIdentifiers() throws Exception {
        String another = unique("client");
        try (QueueConnection queues = store.queueFactory().createQueueConnection();
                TopicConnection topics = store.topicFactory().createTopicConnection()) {
            queues.setClientID(clientId);
            topics.setClientID(another);

            assertThat(queues.getClientID()).isEqualTo(clientId);
            assertThat(topics.getClientID()).isEqualTo(another);
        }
    }

    @Test
    @Spec("6.1.2")
    void theClientIdentifierIsSetOnce() throws Exception {
        Connection named = newConnection();
        named.setClientID(clientId);

        assertThatThrownBy(() -> named.setClientID(unique("client"))).isInstanceOf(IllegalStateException.class);

        assertThat(named.getClientID()).isEqualTo(clientId);
    }

    @Test
    @Spec("6.1.2")
    void theClientIdentifierIsNotSetAfterASessionWasCreated() throws Exception {
        Connection used = newConnection();
        used.createSession();

        assertRefuses(used);
    }

    @Test
    @Spec("6.1.2")
    void theClientIdentifierIsNotSetAfterTheStart() throws Exception {
        Connection used = newConnection();
        used.start();

        assertRefuses(used);
    }

    @Test
    @Spec("6.1.2")
    @ArtemisDiffers(value = "sets it", reading = "the text says before any other action and that it should be refused")
    void theClientIdentifierIsNotSetAfterAStop() throws Exception {
        Connection used = newConnection();
        used.stop();

        assertRefuses(used);
    }

    @Test
    @Spec("6.1.2")
    @ArtemisDiffers(value = "sets it", reading = "the text says before any other action and that it should be refused")
    void theClientIdentifierIsNotSetAfterAnExceptionListenerWas() throws Exception {
        Connection used = newConnection();
        used.setExceptionListener(problem -> {});

        assertRefuses(used);
    }

    @Test
    @Spec("6.1.2")
    @ArtemisDiffers(value = "sets it", reading = "the text says before any other action and that it should be refused")
    void theClientIdentifierIsNotSetAfterTheMetaDataWereAskedFor() throws Exception {
        Connection used = newConnection();
        used.getMetaData();

        assertRefuses(used);
    }

    @Test
    @Spec("6.1.2")
    void aContextsClientIdentifierIsNotSetAfterAConsumerWasCreated() {
        try (JMSContext used = factory.createContext()) {
            used.createConsumer(queue);

            assertThatThrownBy(() -> used.setClientID(clientId)).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aContextsClientIdentifierIsSetOnce() {
        try (JMSContext named = factory.createContext()) {
            named.setClientID(clientId);

            assertThatThrownBy(() -> named.setClientID(unique("client")))
                    .isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aClientIdentifierIsInUseByOneConnectionAtATime() throws Exception {
        newConnection().setClientID(clientId);
        Connection second = newConnection();

        assertThatThrownBy(() -> second.setClientID(clientId)).isInstanceOf(InvalidClientIDException.class);
    }

    @Test
    @Spec("6.1.2")
    void aClientIdentifierIsInUseByOneContextAtATime() throws Exception {
        newConnection().setClientID(clientId);
        try (JMSContext second = factory.createContext()) {
            assertThatThrownBy(() -> second.setClientID(clientId)).isInstanceOf(InvalidClientIDRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aClientIdentifierIsFreeAgainOnceItsConnectionIsClosed() throws Exception {
        Connection first = newConnection();
        first.setClientID(clientId);
        first.close();
        Connection second = newConnection();

        second.setClientID(clientId);

        assertThat(second.getClientID()).isEqualTo(clientId);
    }

    @Test
    @Spec("6.1.2")
    void aRefusedClientIdentifierStaysWithItsOwner() throws Exception {
        Connection owner = newConnection();
        owner.setClientID(clientId);
        Connection refused = newConnection();
        assertThatThrownBy(() -> refused.setClientID(clientId)).isInstanceOf(InvalidClientIDException.class);

        refused.close();

        Connection another = newConnection();
        assertThatThrownBy(() -> another.setClientID(clientId)).isInstanceOf(InvalidClientIDException.class);
    }

    @Test
    @Spec("6.1.2")
    void aConnectionCarriesTheClientIdentifierOfItsFactory() throws Exception {
        try (Connection configured = store.factory(clientId).createConnection()) {
            assertThat(configured.getClientID()).isEqualTo(clientId);
        }
    }

    @Test
    @Spec("6.1.2")
    void theClientIdentifierOfTheFactoryIsNotOverridden() throws Exception {
        try (Connection configured = store.factory(clientId).createConnection()) {
            assertThatThrownBy(() -> configured.setClientID(unique("client")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void aContextDoesNotOverrideTheClientIdentifierOfItsFactory() throws Exception {
        try (JMSContext configured = store.factory(clientId).createContext()) {
            assertThat(configured.getClientID()).isEqualTo(clientId);
            assertThatThrownBy(() -> configured.setClientID(unique("client")))
                    .isInstanceOf(IllegalStateRuntimeException.class);
        }
    }

    @Test
    @Spec("6.1.2")
    void theClientIdentifierOfTheFactoryIsInUseByOneConnectionAtATime() throws Exception {
        try (Connection configured = store.factory(clientId).createConnection()) {
            assertThat(configured.getClientID()).isEqualTo(clientId);

            assertThatThrownBy(() -> store.factory(clientId).createConnection().close())
                    .isInstanceOf(InvalidClientIDException.class);
        }
    }

    private void assertRefuses(Connection used) {
        assertThatThrownBy(() -> used.setClientID(clientId)).isInstanceOf(IllegalStateException.class);
    }
}
