package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.naming.Referenceable;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.Test;

/** Chapter 5, administered objects. */
class Chapter05AdministeredObjectsTest extends Statements {
    @Test
    @Spec("5.1")
    void aConnectionFactoryCanBeStoredInAnyNamingContext() {
        assertThat(factory).isInstanceOf(Serializable.class).isInstanceOf(Referenceable.class);
    }

    @Test
    @Spec("5.1")
    void destinationsCanBeStoredInAnyNamingContext() throws Exception {
        assertThat(queue).isInstanceOf(Serializable.class).isInstanceOf(Referenceable.class);
        assertThat(session.createTopic(unique("topic")))
                .isInstanceOf(Serializable.class)
                .isInstanceOf(Referenceable.class);
    }

    @Test
    @Spec("5.1")
    void aConnectionFactoryFromItsReferenceConnectsToTheSameProvider() throws Exception {
        send("hello");

        ConnectionFactory found = (ConnectionFactory) fromReference(factory);

        assertReceives(found, "hello");
    }

    @Test
    @Spec("5.1")
    void aConnectionFactoryFromSerializationConnectsToTheSameProvider() throws Exception {
        send("hello");

        ConnectionFactory read = (ConnectionFactory) fromSerialization(factory);

        assertReceives(read, "hello");
    }

    @Test
    @Spec("5.1")
    void lookingAConnectionFactoryUpTwiceGivesTwoOfTheSameProvider() throws Exception {
        ConnectionFactory one = (ConnectionFactory) fromReference(factory);
        ConnectionFactory other = (ConnectionFactory) fromReference(factory);
        try (JMSContext sending = one.createContext()) {
            sending.createProducer().send(queue, "hello");
        }

        assertReceives(other, "hello");
    }

    @Test
    @Spec("5.2")
    void aQueueFromItsReferenceIsTheSameQueue() throws Exception {
        send("hello");

        Queue found = (Queue) fromReference(queue);

        assertThat(found.getQueueName()).isEqualTo(queue.getQueueName());
        assertThat(nextText(session.createConsumer(found))).isEqualTo("hello");
    }

    @Test
    @Spec("5.2")
    void aTopicFromItsReferenceIsTheSameTopic() throws Exception {
        Topic topic = session.createTopic(unique("topic"));

        Topic found = (Topic) fromReference(topic);

        assertThat(found.getTopicName()).isEqualTo(topic.getTopicName());
        assertThat(found).isEqualTo(topic);
    }

    @Test
    @Spec("5.2")
    void aQueueComesBackEqualFromSerialization() throws Exception {
        assertThat(fromSerialization(queue)).isEqualTo(queue);
    }

    @Test
    @Spec("5.2")
    void aTopicComesBackEqualFromSerialization() throws Exception {
        Topic topic = session.createTopic(unique("topic"));

        assertThat(fromSerialization(topic)).isEqualTo(topic);
    }

    @Test
    @Spec("5.2")
    void aDestinationServesSeveralThreadsAtOnce() throws Exception {
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String text = "from " + i;
            senders.add(Background.run(() -> {
                try (JMSContext context = factory.createContext()) {
                    context.createProducer().send(queue, text);
                }
            }));
        }
        for (CompletableFuture<Void> sender : senders) {
            Background.result(sender);
        }

        assertThat(drain(session.createConsumer(queue)))
                .containsExactlyInAnyOrder("from 0", "from 1", "from 2", "from 3");
    }

    @Test
    @Spec("5.3")
    void aConnectionFactoryServesSeveralThreadsAtOnce() throws Exception {
        List<CompletableFuture<Connection>> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(Background.call(() -> factory.createConnection()));
        }

        for (CompletableFuture<Connection> each : made) {
            try (Connection connected = Background.result(each)) {
                Session own = connected.createSession();
                own.createProducer(queue).send(own.createTextMessage("hello"));
            }
        }
        assertThat(drain(session.createConsumer(queue))).hasSize(4);
    }

    @Test
    @Spec("5.3")
    void thereAreConnectionFactoriesForEachOfTheApis() throws Exception {
        QueueConnectionFactory forQueues = store.queueFactory();
        TopicConnectionFactory forTopics = store.topicFactory();

        try (JMSContext context = factory.createContext();
                Connection queues = forQueues.createQueueConnection();
                Connection topics = forTopics.createTopicConnection()) {
            context.createProducer().send(queue, "hello");
            queues.start();
            assertThat(nextText(queues.createSession().createConsumer(queue))).isEqualTo("hello");
            assertThat(topics.createSession().getTransacted()).isFalse();
        }
    }

    private void assertReceives(ConnectionFactory other, String text) {
        try (JMSContext context = other.createContext()) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo(text);
        }
    }

    /** What a naming service gives that was asked to keep the object. */
    private static Object fromReference(Object administered) throws Exception {
        return NamingManager.getObjectInstance(
                ((Referenceable) administered).getReference(), null, null, new Hashtable<>());
    }

    private static Object fromSerialization(Object administered) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(administered);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
