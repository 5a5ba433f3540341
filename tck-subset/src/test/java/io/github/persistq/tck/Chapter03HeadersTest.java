package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.4, headers that do not speak of time. */
class Chapter03HeadersTest extends Statements {
    @Test
    @Spec("3.4.1")
    void afterASendTheMessageHoldsTheDestinationOfTheProducer() throws Exception {
        Message message = session.createMessage();

        session.createProducer(queue).send(message);

        assertThat(message.getJMSDestination()).isEqualTo(queue);
    }

    @Test
    @Spec("3.4.1")
    void afterASendTheMessageHoldsTheDestinationThatTheSendNamed() throws Exception {
        Message message = session.createMessage();

        session.createProducer(null).send(queue, message);

        assertThat(message.getJMSDestination()).isEqualTo(queue);
    }

    @Test
    @Spec("3.4.1")
    void aReceivedMessageHoldsTheDestinationItWasSentTo() throws Exception {
        assertThat(arrival(session.createMessage()).getJMSDestination()).isEqualTo(queue);
    }

    @Test
    @Spec("3.4.1")
    void aSendIgnoresTheDestinationThatTheMessageHad() throws Exception {
        Queue elsewhere = session.createQueue(unique("elsewhere"));
        Message message = session.createMessage();
        message.setJMSDestination(elsewhere);

        assertThat(arrival(message).getJMSDestination()).isEqualTo(queue);
        assertThat(message.getJMSDestination()).isEqualTo(queue);
        assertThat(session.createConsumer(elsewhere).receiveNoWait()).isNull();
    }

    @Test
    @Spec("3.4.1")
    void aMessageThatIsSentOnHoldsTheDestinationOfItsLastSend() throws Exception {
        Queue other = session.createQueue(unique("other"));
        Message received = arrival(session.createTextMessage("hello"));

        session.createProducer(other).send(received);

        assertThat(received.getJMSDestination()).isEqualTo(other);
        assertThat(next(session.createConsumer(other)).getJMSDestination()).isEqualTo(other);
    }

    @Test
    @Spec("3.4.2")
    void theDeliveryModeIsPersistentUnlessTheProducerSaysOtherwise() throws Exception {
        assertThat(arrival(session.createMessage()).getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    }

    @Test
    @Spec("3.4.2")
    void bothSidesSeeTheDeliveryModeOfTheProducer() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);

        producer.send(message);

        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(next(session.createConsumer(queue)).getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    }

    @Test
    @Spec("3.4.2")
    void theDeliveryModeOfTheSendOverridesThatOfTheProducer() throws Exception {
        Message message = session.createMessage();

        session.createProducer(queue).send(message, DeliveryMode.NON_PERSISTENT, 4, 0);

        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(next(session.createConsumer(queue)).getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    }

    @Test
    @Spec("3.4.2")
    void aSendIgnoresTheDeliveryModeThatTheMessageHad() throws Exception {
        Message message = session.createMessage();
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);

        assertThat(arrival(message).getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    }

    @Test
    @Spec("3.4.3")
    void aSentMessageHasAnIdentifierThatStartsWithId() throws Exception {
        Message message = session.createMessage();

        Message received = arrival(message);

        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(received.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
    }

    @Test
    @Spec("3.4.3")
    void noTwoMessagesShareAnIdentifierWhateverSentThem() throws Exception {
        Set<String> identifiers = new HashSet<>();
        List<Session> sessions =
                List.of(session, connection.createSession(), newConnection().createSession());
        for (Session each : sessions) {
            MessageProducer producer = each.createProducer(queue);
            for (int i = 0; i < 20; i++) {
                Message message = each.createMessage();
                producer.send(message);
                identifiers.add(message.getJMSMessageID());
            }
        }

        assertThat(identifiers).hasSize(60);
    }

    @Test
    @Spec("3.4.3")
    void aMessageThatIsSentAgainGetsAnotherIdentifier() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);

        producer.send(message);
        String first = message.getJMSMessageID();
        producer.send(message);

        assertThat(message.getJMSMessageID()).isNotEqualTo(first).startsWith("ID:");
    }

    @Test
    @Spec("3.4.3")
    void aSendIgnoresTheIdentifierThatTheMessageHad() throws Exception {
        Message message = session.createMessage();
        message.setJMSMessageID("ID:mine");

        Message received = arrival(message);

        assertThat(message.getJMSMessageID()).startsWith("ID:").isNotEqualTo("ID:mine");
        assertThat(received.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
    }

    @Test
    @Spec("3.4.3")
    @ArtemisDiffers("delivers a null identifier, but leaves the one that the sent object had")
    void withIdentifiersDisabledTheIdentifierIsNullOrAsUsual() throws Exception {
        Message message = session.createMessage();
        message.setJMSMessageID("ID:mine");
        MessageProducer producer = session.createProducer(queue);
        producer.setDisableMessageID(true);

        producer.send(message);

        assertThat(producer.getDisableMessageID()).isTrue();
        String received = next(session.createConsumer(queue)).getJMSMessageID();
        assertThat(received).isEqualTo(message.getJMSMessageID()).isNotEqualTo("ID:mine");
        assertThat(received)
                .satisfiesAnyOf(
                        id -> assertThat(id).isNull(), id -> assertThat(id).startsWith("ID:"));
    }

    @Test
    @Spec("3.4.5")
    void aMessageIdentifierAsCorrelationIdentifierLinksAReplyToItsRequest() throws Exception {
        Message request = session.createMessage();
        Message received = arrival(request);
        Message reply = session.createMessage();
        reply.setJMSCorrelationID(received.getJMSMessageID());

        assertThat(arrival(reply).getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
    }

    @Test
    @Spec("3.4.5")
    void anApplicationsCorrelationIdentifierArrives() throws Exception {
        Message message = session.createMessage();
        message.setJMSCorrelationID("order 4711, Größe ∞");

        assertThat(arrival(message).getJMSCorrelationID()).isEqualTo("order 4711, Größe ∞");
    }

    @Test
    @Spec("3.4.5")
    void theCorrelationIdentifierIsNullUntilItIsSet() throws Exception {
        Message message = session.createMessage();

        assertThat(message.getJMSCorrelationID()).isNull();
        assertThat(arrival(message).getJMSCorrelationID()).isNull();
    }

    @Test
    @Spec("3.4.5")
    void theCorrelationIdentifierCanBeSetToNullAgain() throws Exception {
        Message message = session.createMessage();
        message.setJMSCorrelationID("order");

        message.setJMSCorrelationID(null);

        assertThat(message.getJMSCorrelationID()).isNull();
        assertThat(arrival(message).getJMSCorrelationID()).isNull();
    }

    @Test
    @Spec("3.4.5")
    void aCorrelationIdentifierOfBytesArrives() throws Exception {
        Message message = session.createMessage();
        byte[] bytes = {0, 1, -1, 127, -128};
        try {
            message.setJMSCorrelationIDAsBytes(bytes);
        } catch (UnsupportedOperationException e) {
            throw new NotApplicable("the provider has no correlation identifiers of bytes, as it may");
        }

        assertThat(arrival(message).getJMSCorrelationIDAsBytes()).containsExactly(bytes);
    }

    @Test
    @Spec("3.4.6")
    void aReplyReachesTheQueueThatTheRequestNamed() throws Exception {
        Queue replies = session.createQueue(unique("replies"));
        Message request = session.createMessage();
        request.setJMSReplyTo(replies);

        Message received = arrival(request);
        session.createProducer(received.getJMSReplyTo()).send(session.createTextMessage("done"));

        assertThat(received.getJMSReplyTo()).isEqualTo(replies);
        assertThat(nextText(session.createConsumer(replies))).isEqualTo("done");
    }

    @Test
    @Spec("3.4.6")
    void aTopicToReplyToArrivesAsATopic() throws Exception {
        Topic topic = session.createTopic(unique("replies"));
        Message message = session.createMessage();
        message.setJMSReplyTo(topic);

        assertThat(arrival(message).getJMSReplyTo())
                .isInstanceOfSatisfying(
                        Topic.class, arrived -> assertThat(arrived).isEqualTo(topic));
    }

    @Test
    @Spec("3.4.6")
    void withoutADestinationToReplyToTheHeaderIsNull() throws Exception {
        Message message = session.createMessage();

        assertThat(message.getJMSReplyTo()).isNull();
        assertThat(arrival(message).getJMSReplyTo()).isNull();
    }

    @Test
    @Spec("3.4.7")
    void aFirstDeliveryIsNoRedelivery() throws Exception {
        assertThat(arrival(session.createMessage()).getJMSRedelivered()).isFalse();
    }

    @Test
    @Spec("3.4.7")
    void redeliveredMeansNothingOnSend() throws Exception {
        Message message = session.createMessage();
        message.setJMSRedelivered(true);

        assertThat(arrival(message).getJMSRedelivered()).isFalse();
    }

    @Test
    @Spec("3.4.7")
    void aMessageThatComesAgainAfterRecoverIsMarked() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);

        client.recover();

        assertThat(next(consumer).getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("3.4.7")
    void aMessageThatComesAgainAfterRollbackIsMarked() throws Exception {
        send("hello");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);

        transacted.rollback();

        assertThat(next(consumer).getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("3.4.7")
    void aMessageThatItsSessionDidNotAcknowledgeIsMarkedForTheNext() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        next(client.createConsumer(queue));

        client.close();

        assertThat(next(session.createConsumer(queue)).getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("3.4.7")
    void aRedeliveredMessageThatIsSentOnIsNewToItsReceiver() throws Exception {
        send("hello");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = client.createConsumer(queue);
        next(consumer);
        client.recover();
        Message again = next(consumer);
        again.acknowledge();
        consumer.close();

        Message sentOn = arrival(again);

        assertThat(text(sentOn)).isEqualTo("hello");
        assertThat(sentOn.getJMSRedelivered()).isFalse();
        assertThat(sentOn.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    }

    @Test
    @Spec("3.4.8")
    void theTypeArrives() throws Exception {
        Message message = session.createMessage();
        message.setJMSType("flight");

        assertThat(arrival(message).getJMSType()).isEqualTo("flight");
    }

    @Test
    @Spec("3.4.8")
    void theTypeIsNullUntilItIsSet() throws Exception {
        Message message = session.createMessage();

        assertThat(message.getJMSType()).isNull();
        assertThat(arrival(message).getJMSType()).isNull();
    }

    @Test
    @Spec("3.4.10")
    void thePriorityIsFourUnlessTheProducerSaysOtherwise() throws Exception {
        assertThat(arrival(session.createMessage()).getJMSPriority()).isEqualTo(4);
    }

    @Test
    @Spec("3.4.10")
    void thereAreTenPriorities() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        for (int priority = 0; priority <= 9; priority++) {
            Message message = session.createMessage();
            producer.setPriority(priority);

            producer.send(message);

            assertThat(message.getJMSPriority()).isEqualTo(priority);
            assertThat(next(consumer).getJMSPriority()).isEqualTo(priority);
        }
    }

    @Test
    @Spec("3.4.10")
    void thePriorityOfTheSendOverridesThatOfTheProducer() throws Exception {
        Message message = session.createMessage();
        MessageProducer producer = session.createProducer(queue);
        producer.setPriority(2);

        producer.send(message, DeliveryMode.PERSISTENT, 8, 0);

        assertThat(message.getJMSPriority()).isEqualTo(8);
        assertThat(next(session.createConsumer(queue)).getJMSPriority()).isEqualTo(8);
    }

    @Test
    @Spec("3.4.10")
    void aSendIgnoresThePriorityThatTheMessageHad() throws Exception {
        Message message = session.createMessage();
        message.setJMSPriority(9);

        assertThat(arrival(message).getJMSPriority()).isEqualTo(4);
        assertThat(message.getJMSPriority()).isEqualTo(4);
    }

    @Test
    @Spec("3.4.10")
    void expeditedMessagesComeAheadOfNormalOnes() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        for (int priority : new int[] {0, 9, 4, 5}) {
            producer.send(session.createTextMessage(String.valueOf(priority)), DeliveryMode.PERSISTENT, priority, 0);
        }

        List<String> received = drain(session.createConsumer(queue));

        assertThat(received).hasSize(4);
        assertThat(received.subList(0, 2)).containsExactlyInAnyOrder("9", "5");
    }

    @Test
    @Spec("3.4.11")
    void aSendOverwritesEveryHeaderThatIsNotTheClientsToSet() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSDestination(session.createQueue("elsewhere"));
        message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(9);
        message.setJMSExpiration(1);
        message.setJMSTimestamp(1);
        message.setJMSMessageID("ID:mine");

        Message received = arrival(message);

        for (Message seen : List.of(message, received)) {
            assertThat(seen.getJMSDestination()).isEqualTo(queue);
            assertThat(seen.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(seen.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
            assertThat(seen.getJMSExpiration()).isZero();
            assertThat(seen.getJMSTimestamp()).isGreaterThan(1);
            assertThat(seen.getJMSMessageID()).isNotEqualTo("ID:mine");
        }
    }

    @Test
    @Spec("3.4.11")
    void aSendLeavesTheHeadersThatAreTheClients() throws Exception {
        Message message = session.createTextMessage("hello");
        message.setJMSCorrelationID("order");
        message.setJMSReplyTo(queue);
        message.setJMSType("flight");

        session.createProducer(queue).send(message);

        assertThat(message.getJMSCorrelationID()).isEqualTo("order");
        assertThat(message.getJMSReplyTo()).isEqualTo(queue);
        assertThat(message.getJMSType()).isEqualTo("flight");
    }

    @Test
    @Spec("3.4.11")
    void anAsynchronousSendHasSetTheHeadersWhenItCompletes() throws Exception {
        Message message = session.createTextMessage("hello");
        CompletableFuture<Message> completed = new CompletableFuture<>();

        session.createProducer(queue).send(message, DeliveryMode.NON_PERSISTENT, 7, 60_000, Completion.of(completed));

        Message sent = completed.get(SOON, TimeUnit.MILLISECONDS);
        Message received = next(session.createConsumer(queue));
        assertThat(sent.getJMSMessageID()).startsWith("ID:").isEqualTo(received.getJMSMessageID());
        assertThat(sent.getJMSDestination()).isEqualTo(queue);
        assertThat(sent.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(sent.getJMSPriority()).isEqualTo(7);
        assertThat(sent.getJMSTimestamp()).isPositive().isEqualTo(received.getJMSTimestamp());
        assertThat(sent.getJMSExpiration()).isPositive().isEqualTo(received.getJMSExpiration());
    }

    @Test
    @Spec("3.4.11")
    void aJmsProducerSetsTheHeadersAsAMessageProducerDoes() throws Exception {
        try (JMSContext context = factory.createContext()) {
            TextMessage message = context.createTextMessage("hello");

            context.createProducer()
                    .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                    .setPriority(7)
                    .send(queue, message);

            assertThat(message.getJMSMessageID()).startsWith("ID:");
            assertThat(message.getJMSDestination()).isEqualTo(queue);
            assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
            assertThat(message.getJMSPriority()).isEqualTo(7);
        }
    }
}
