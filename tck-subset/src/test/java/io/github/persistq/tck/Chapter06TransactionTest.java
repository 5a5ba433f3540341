package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.2.7, transactions. */
class Chapter06TransactionTest extends Statements {
    private Session transacted;
    private Queue output;

    @BeforeEach
    void beginTransaction() throws Exception {
        transacted = connection.createSession(Session.SESSION_TRANSACTED);
        output = session.createQueue(unique("output"));
    }

    @Test
    @Spec("6.2.7")
    void aCommitSendsWhatWasSentAndAcknowledgesWhatWasReceived() throws Exception {
        send("input");
        next(transacted.createConsumer(queue));
        transacted.createProducer(output).send(transacted.createTextMessage("output"));
        MessageConsumer consumer = session.createConsumer(output);
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("output");
        transacted.close();
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("6.2.7")
    void aRollbackDestroysWhatWasSentAndRecoversWhatWasReceived() throws Exception {
        send("first", "second");
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        transacted.createProducer(output).send(transacted.createTextMessage("destroyed"));

        transacted.rollback();

        Message again = next(consumer);
        assertThat(text(again)).isEqualTo("first");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(drain(consumer)).containsExactly("second");
        assertThat(session.createConsumer(output).receiveNoWait()).isNull();
    }

    @Test
    @Spec("6.2.7")
    void whatATransactionReceivedGoesToNobodyElseUntilItEnds() throws Exception {
        send("hello");
        next(transacted.createConsumer(queue));
        MessageConsumer other = session.createConsumer(queue);
        assertThat(other.receive(BRIEFLY)).isNull();

        transacted.close();

        assertThat(nextText(other)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.7")
    void theOutputOfATransactionIsSentToAllOfItsQueues() throws Exception {
        MessageProducer producer = transacted.createProducer(null);
        producer.send(queue, transacted.createTextMessage("to one"));
        producer.send(output, transacted.createTextMessage("to the other"));

        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("to one");
        assertThat(drain(session.createConsumer(output))).containsExactly("to the other");
    }

    @Test
    @Spec("6.2.7")
    void theOutputOfARolledBackTransactionIsSentToNoneOfItsQueues() throws Exception {
        MessageProducer producer = transacted.createProducer(null);
        producer.send(queue, transacted.createTextMessage("to one"));
        producer.send(output, transacted.createTextMessage("to the other"));

        transacted.rollback();

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
        assertThat(session.createConsumer(output).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.7")
    void aRollbackRecoversWhatEveryConsumerOfTheSessionReceived() throws Exception {
        send("from one");
        session.createProducer(output).send(session.createTextMessage("from the other"));
        MessageConsumer one = transacted.createConsumer(queue);
        MessageConsumer other = transacted.createConsumer(output);
        next(one);
        next(other);

        transacted.rollback();

        assertThat(nextText(one)).isEqualTo("from one");
        assertThat(nextText(other)).isEqualTo("from the other");
    }

    @Test
    @Spec("6.2.7")
    void aCommitAcknowledgesWhatEveryConsumerOfTheSessionReceived() throws Exception {
        send("from one");
        session.createProducer(output).send(session.createTextMessage("from the other"));
        next(transacted.createConsumer(queue));
        next(transacted.createConsumer(output));

        transacted.commit();

        transacted.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
        assertThat(session.createConsumer(output).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.7")
    void theEndOfATransactionBeginsTheNext() throws Exception {
        MessageProducer producer = transacted.createProducer(queue);
        producer.send(transacted.createTextMessage("first"));
        transacted.commit();
        producer.send(transacted.createTextMessage("second"));
        transacted.rollback();
        producer.send(transacted.createTextMessage("third"));
        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "third");
    }

    @Test
    @Spec("6.2.7")
    void anEmptyTransactionCommitsAndRollsBack() throws Exception {
        transacted.commit();
        transacted.rollback();

        transacted.createProducer(queue).send(transacted.createTextMessage("hello"));
        transacted.commit();
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("6.2.7")
    void aRollbackAfterACommitUndoesNothingOfIt() throws Exception {
        send("input");
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        transacted.createProducer(output).send(transacted.createTextMessage("output"));
        transacted.commit();

        transacted.rollback();

        assertThat(consumer.receive(BRIEFLY)).isNull();
        assertThat(drain(session.createConsumer(output))).containsExactly("output");
    }

    @Test
    @Spec("6.2.7")
    void eachRollbackCountsADelivery() throws Exception {
        send("hello");
        MessageConsumer consumer = transacted.createConsumer(queue);
        for (int count = 1; count <= 3; count++) {
            Message received = next(consumer);
            assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
            assertThat(received.getJMSRedelivered()).isEqualTo(count > 1);

            transacted.rollback();
        }
    }

    @Test
    @Spec("6.2.7")
    void aRolledBackMessageGoesToAnotherConsumerAsWell() throws Exception {
        send("hello");
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        consumer.close();

        transacted.rollback();

        Message again = next(session.createConsumer(queue));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    @Spec("6.2.7")
    void whatAConsumerReceivedBeforeItWasClosedIsPartOfTheTransaction() throws Exception {
        send("hello");
        MessageConsumer consumer = transacted.createConsumer(queue);
        next(consumer);
        consumer.close();

        transacted.commit();

        transacted.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.7")
    void whatAProducerSentBeforeItWasClosedIsPartOfTheTransaction() throws Exception {
        MessageProducer producer = transacted.createProducer(queue);
        producer.send(transacted.createTextMessage("hello"));
        producer.close();
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.7")
    void aTransactionDoesNotReceiveWhatItSentItself() throws Exception {
        MessageConsumer consumer = transacted.createConsumer(queue);
        transacted.createProducer(queue).send(transacted.createTextMessage("hello"));
        assertThat(consumer.receive(BRIEFLY)).isNull();

        transacted.commit();

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.7")
    void transactionsOfDifferentSessionsAreIndependent() throws Exception {
        Session other = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(queue).send(transacted.createTextMessage("rolled back"));
        other.createProducer(queue).send(other.createTextMessage("committed"));

        transacted.rollback();
        other.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("committed");
    }

    @Test
    @Spec("6.2.7")
    void aListenerCommitsItsTransaction() throws Exception {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        MessageProducer producer = transacted.createProducer(output);
        transacted
                .createConsumer(queue)
                .setMessageListener(m -> Background.into(outcome, () -> {
                    producer.send(transacted.createTextMessage("output"));
                    transacted.commit();
                }));

        send("input");

        Background.result(outcome);
        assertThat(nextText(session.createConsumer(output))).isEqualTo("output");
        transacted.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("6.2.7")
    void aListenerThatRollsBackHearsTheMessageAgain() throws Exception {
        BlockingQueue<Boolean> redelivered = new LinkedBlockingQueue<>();
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        transacted.createConsumer(queue).setMessageListener(message -> {
            try {
                redelivered.add(message.getJMSRedelivered());
                if (message.getJMSRedelivered()) {
                    Background.into(outcome, transacted::commit);
                } else {
                    transacted.rollback();
                }
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });

        send("hello");

        Background.result(outcome);
        assertThat(List.copyOf(redelivered)).containsExactly(false, true);
    }

    @Test
    @Spec("6.2.7")
    void anExceptionOfAListenerDoesNotEndItsTransaction() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        transacted.createConsumer(queue).setMessageListener(message -> {
            heard.add(uncheckedText(message));
            throw new UnsupportedOperationException("part of the test");
        });
        send("hello");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("hello");

        transacted.close();

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("6.2.7")
    void aContextCommitsAndRollsBack() throws Exception {
        send("input");
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("input");
            context.createProducer().send(output, "rolled back");
            context.rollback();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("input");
            context.createProducer().send(output, "committed");

            context.commit();

            assertThat(consumer.receive(BRIEFLY)).isNull();
        }
        assertThat(drain(session.createConsumer(output))).containsExactly("committed");
    }

    @Test
    @Spec("6.2.7")
    void aSessionThatIsNotTransactedHasNothingToCommitOrRollBack() {
        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Spec("6.2.7")
    void aContextThatIsNotTransactedHasNothingToCommitOrRollBack() {
        try (JMSContext context = factory.createContext()) {
            assertThatThrownBy(context::commit).isInstanceOf(IllegalStateRuntimeException.class);
            assertThatThrownBy(context::rollback).isInstanceOf(IllegalStateRuntimeException.class);
        }
    }
}
