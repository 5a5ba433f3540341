package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.spi.QueueName;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Temporary queues and topics ({@code Jakarta Messaging 3.1, 6.2.2}). */
class TemporaryDestinationTest extends JmsFixture {
    private Session elsewhere() throws JMSException {
        Connection second = factory.createConnection();
        second.start();
        return second.createSession();
    }

    private List<QueueName> storedQueues() {
        try (StoreRegistry.Reference store =
                StoreRegistry.shared().acquire(StoreUrl.parse(url(options())), InstantSource.system())) {
            return List.copyOf(store.store().queues());
        }
    }

    @Test
    void sendsAndReceivesThroughThem() throws JMSException {
        TemporaryQueue temporaryQueue = session.createTemporaryQueue();
        TemporaryTopic temporaryTopic = session.createTemporaryTopic();
        MessageConsumer subscriber = connection.createSession().createConsumer(temporaryTopic);

        sendTo(temporaryQueue, "a");
        sendTo(temporaryTopic, "b");

        MessageConsumer receiver = connection.createSession().createConsumer(temporaryQueue);
        Message fromQueue = receiver.receive(SOON);
        Message fromTopic = subscriber.receive(SOON);
        assertThat(text(fromQueue)).isEqualTo("a");
        assertThat(fromQueue.getJMSDestination()).isEqualTo(temporaryQueue).isInstanceOf(TemporaryQueue.class);
        assertThat(text(fromTopic)).isEqualTo("b");
        assertThat(fromTopic.getJMSDestination()).isEqualTo(temporaryTopic).isInstanceOf(TemporaryTopic.class);
    }

    @Test
    void haveNamesOfTheirOwn() throws JMSException {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            names.add(session.createTemporaryQueue().getQueueName());
            names.add(elsewhere().createTemporaryTopic().getTopicName());
        }

        assertThat(names).hasSize(20);
    }

    @Test
    void areConsumedByTheirConnectionAlone() throws JMSException {
        TemporaryQueue temporaryQueue = session.createTemporaryQueue();
        TemporaryTopic temporaryTopic = session.createTemporaryTopic();
        Session other = elsewhere();
        Queue byName = other.createQueue(temporaryQueue.getQueueName());
        Topic topicByName = other.createTopic(temporaryTopic.getTopicName());

        for (Destination refused : List.of(temporaryQueue, temporaryTopic, byName, topicByName)) {
            assertThatThrownBy(() -> other.createConsumer(refused))
                    .isExactlyInstanceOf(JMSException.class)
                    .hasMessageContaining("Only the connection that created");
        }
        assertThatThrownBy(() -> other.createSharedConsumer(temporaryTopic, "s"))
                .isExactlyInstanceOf(JMSException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createConsumer(temporaryQueue)).isInstanceOf(JMSRuntimeException.class);
        }
    }

    @Test
    void takeMessagesOfOtherConnections() throws JMSException {
        TemporaryQueue temporary = session.createTemporaryQueue();
        Session other = elsewhere();

        other.createProducer(temporary).send(other.createTextMessage("a"));
        other.createProducer(null).send(temporary, other.createTextMessage("b"));

        assertThat(drain(session.createConsumer(temporary))).containsExactly("a", "b");
    }

    @Test
    void takeRepliesFromOtherConnections() throws JMSException {
        for (Destination replies : List.of(session.createTemporaryQueue(), session.createTemporaryTopic())) {
            MessageConsumer answers = session.createConsumer(replies);
            Message request = session.createTextMessage("question");
            request.setJMSReplyTo(replies);
            session.createProducer(queue).send(request);

            Session server = elsewhere();
            Message asked = server.createConsumer(queue).receive(SOON);
            assertThatThrownBy(() -> server.createConsumer(asked.getJMSReplyTo()))
                    .isExactlyInstanceOf(JMSException.class);
            server.createProducer(asked.getJMSReplyTo()).send(server.createTextMessage("answer"));

            assertThat(text(answers.receive(SOON))).isEqualTo("answer");
        }
    }

    @Test
    void areNotDeletedWhileTheyHaveConsumers() throws JMSException {
        TemporaryQueue temporaryQueue = session.createTemporaryQueue();
        TemporaryTopic temporaryTopic = session.createTemporaryTopic();
        MessageConsumer receiver = session.createConsumer(temporaryQueue);
        MessageConsumer subscriber = session.createConsumer(temporaryTopic);

        assertThatThrownBy(temporaryQueue::delete).isExactlyInstanceOf(JMSException.class);
        assertThatThrownBy(temporaryTopic::delete).isExactlyInstanceOf(JMSException.class);

        receiver.close();
        subscriber.close();
        temporaryQueue.delete();
        temporaryTopic.delete();
        temporaryQueue.delete();
        assertThat(storedQueues()).isEmpty();
    }

    @Test
    void takeNothingOnceDeleted() throws JMSException {
        TemporaryQueue temporaryQueue = session.createTemporaryQueue();
        TemporaryTopic temporaryTopic = session.createTemporaryTopic();
        MessageProducer before = elsewhere().createProducer(temporaryQueue);
        temporaryQueue.delete();
        temporaryTopic.delete();

        assertThatThrownBy(() -> before.send(session.createMessage())).isInstanceOf(InvalidDestinationException.class);
        for (Destination deleted : List.of(temporaryQueue, temporaryTopic)) {
            assertThatThrownBy(() -> session.createProducer(null).send(deleted, session.createMessage()))
                    .isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createProducer(deleted)).isInstanceOf(InvalidDestinationException.class);
            assertThatThrownBy(() -> session.createConsumer(deleted)).isInstanceOf(InvalidDestinationException.class);
        }
        assertThatThrownBy(() -> session.createBrowser(temporaryQueue)).isInstanceOf(InvalidDestinationException.class);
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(() -> context.createProducer().send(temporaryTopic, "x"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);
        }
        assertThat(storedQueues()).isEmpty();
    }

    @Test
    void failATransactionThatComesTooLate() throws JMSException {
        TemporaryQueue temporary = session.createTemporaryQueue();
        Session transacted = elsewhere();
        Session sending = factory.createConnection().createSession(Session.SESSION_TRANSACTED);
        sending.createProducer(temporary).send(sending.createTextMessage("a"));
        temporary.delete();

        assertThatThrownBy(sending::commit).isInstanceOf(jakarta.jms.TransactionRolledBackException.class);

        assertThat(transacted.getTransacted()).isFalse();
        assertThat(storedQueues()).isEmpty();
    }

    @Test
    void goWithTheirConnection() throws JMSException {
        Connection creating = factory.createConnection();
        Session theirs = creating.createSession();
        TemporaryQueue temporary = theirs.createTemporaryQueue();
        theirs.createConsumer(temporary);
        theirs.createConsumer(theirs.createTemporaryTopic());
        sendTo(temporary, "a");
        assertThat(storedQueues()).hasSize(2);

        theirs.close();
        assertThat(storedQueues()).hasSize(1);
        creating.close();

        assertThat(storedQueues()).isEmpty();
        assertThatThrownBy(() -> sendTo(temporary, "b")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void canBeDeletedWhileTheirMessagesAreUnacknowledged() throws JMSException {
        TemporaryQueue temporary = session.createTemporaryQueue();
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(temporary);
        sendTo(temporary, "a");
        Message message = consumer.receive(SOON);
        consumer.close();

        temporary.delete();
        message.acknowledge();

        assertThat(storedQueues()).isEmpty();
    }

    @Test
    void cannotBeDeletedThroughAMessage() throws JMSException {
        TemporaryQueue temporary = session.createTemporaryQueue();
        sendTo(temporary, "a");
        Message received = session.createConsumer(temporary).receive(SOON);

        assertThatThrownBy(((TemporaryQueue) received.getJMSDestination())::delete)
                .isInstanceOf(jakarta.jms.IllegalStateException.class);
    }

    @Test
    void belongToAllContextsOfAConnection() {
        try (JMSContext context = factory.createContext();
                JMSContext sibling = context.createContext(JMSContext.AUTO_ACKNOWLEDGE)) {
            TemporaryQueue temporary = context.createTemporaryQueue();
            TemporaryTopic topic = sibling.createTemporaryTopic();
            JMSConsumer subscriber = context.createConsumer(topic);
            sibling.createProducer().send(topic, "t").send(temporary, "q");

            assertThat(sibling.createConsumer(temporary).receiveBody(String.class, SOON))
                    .isEqualTo("q");
            assertThat(subscriber.receiveBody(String.class, SOON)).isEqualTo("t");
        }
    }
}
