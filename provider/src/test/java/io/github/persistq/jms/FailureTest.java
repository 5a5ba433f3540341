package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.FaultyEngineFactory;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What applications see of a store that fails. */
@Timeout(60)
class FailureTest {
    private static final long SOON = 10_000;

    private final String name = UUID.randomUUID().toString();
    private final PersistqConnectionFactory factory = new PersistqConnectionFactory("persistq:faulty:" + name);
    private final BlockingQueue<JMSException> told = new LinkedBlockingQueue<>();
    private Connection connection;
    private Session session;
    private Queue queue;

    @BeforeEach
    void connect() throws JMSException {
        connection = factory.createConnection();
        connection.setExceptionListener(told::add);
        connection.start();
        session = connection.createSession();
        queue = session.createQueue("orders");
    }

    @AfterEach
    void heal() throws JMSException {
        FaultyEngineFactory.heal(name);
        factory.close();
    }

    private void send(String text) throws JMSException {
        session.createProducer(queue).send(session.createTextMessage(text));
    }

    @Test
    void failsASendWithTheCauseAndTheKindAsErrorCode() throws JMSException {
        send("before");
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);

        assertThatThrownBy(() -> send("x"))
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("IO"))
                .hasCauseInstanceOf(StorageException.class);
        FaultyEngineFactory.heal(name);
        assertThatCode(() -> send("after")).doesNotThrowAnyException();
    }

    @Test
    void reportsAFullDeviceAsResourceAllocation() throws JMSException {
        send("before");
        FaultyEngineFactory.fail(name, StorageException.Kind.STORE_FULL);

        assertThatThrownBy(() -> send("x")).isInstanceOf(ResourceAllocationException.class);
    }

    @Test
    void tellsTheExceptionListenerOnceThatTheStoreIsPoisoned() throws Exception {
        send("before");
        FaultyEngineFactory.fail(name, StorageException.Kind.POISONED);

        assertThatThrownBy(() -> send("x")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> send("y")).isInstanceOf(JMSException.class);

        JMSException first = told.poll(SOON, TimeUnit.MILLISECONDS);
        assertThat(first.getErrorCode()).isEqualTo("POISONED");
        connection.close();
        assertThat(told).isEmpty();
    }

    @Test
    void letsTheExceptionListenerCloseTheConnection() throws Exception {
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        connection.setExceptionListener(e -> {
            try {
                connection.close();
                closed.add("closed");
            } catch (JMSException again) {
                closed.add("closed with " + again.getErrorCode());
            }
        });
        send("before");
        FaultyEngineFactory.fail(name, StorageException.Kind.POISONED);

        assertThatThrownBy(() -> send("x")).isInstanceOf(JMSException.class);

        assertThat(closed.poll(SOON, TimeUnit.MILLISECONDS)).startsWith("closed");
    }

    @Test
    void failsAReceiveWhoseAcknowledgementCannotBeWritten() throws JMSException {
        send("a");
        MessageConsumer consumer = session.createConsumer(queue);
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);

        assertThatThrownBy(() -> consumer.receive(SOON)).isInstanceOf(JMSException.class);
    }

    @Test
    void keepsClientAcknowledgementsThatFailedForAnotherTry() throws JMSException {
        send("a");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        var message = client.createConsumer(queue).receive(SOON);
        FaultyEngineFactory.fail(name, StorageException.Kind.STORE_FULL);
        assertThatThrownBy(message::acknowledge).isInstanceOf(JMSException.class);

        FaultyEngineFactory.heal(name);
        message.acknowledge();
        client.close();

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    /** The acknowledgement had taken the message, so that close found none; when it failed nobody gave the message back. */
    @Test
    void givesBackWhatAnAcknowledgementThatFailsDuringCloseHadTaken() throws Exception {
        send("a");
        Session client = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        Message message = client.createConsumer(queue).receive(SOON);
        FaultyEngineFactory.Trap trap = FaultyEngineFactory.trap(name);
        CompletableFuture<JMSException> failure = new CompletableFuture<>();
        JmsFixture.daemon("acknowledging", () -> {
            try {
                message.acknowledge();
            } catch (JMSException e) {
                failure.complete(e);
            }
        });
        trap.awaitCaught();

        client.close();
        trap.release();

        assertThat(failure.get(SOON, TimeUnit.MILLISECONDS).getErrorCode()).isEqualTo("IO");
        Message again = session.createConsumer(queue).receive(SOON);
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    /** A failed claim ended the session's thread, so that a store that failed once never delivered to a listener again. */
    @Test
    void deliversToListenersAgainAfterClaimsFailedForATime() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        session.createConsumer(queue).setMessageListener(message -> heard.add(textOf(message)));
        Session sending = connection.createSession();
        FaultyEngineFactory.failClaims(name, StorageException.Kind.IO);
        sending.createProducer(queue).send(sending.createTextMessage("a"));
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS))
                .isNotNull()
                .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo("IO"));

        FaultyEngineFactory.heal(name);

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("a");
        sending.createProducer(queue).send(sending.createTextMessage("b"));
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("b");
        assertThat(told).isEmpty();
    }

    /** What could neither be acknowledged nor given back stayed in flight until the store was reopened. */
    @Test
    void deliversAgainWhatCouldNeitherBeAcknowledgedNorGivenBack() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        send("a");
        send("b");
        FaultyEngineFactory.fail(name, StorageException.Kind.STORE_FULL);
        Session listening = connection.createSession();
        listening.createConsumer(queue).setMessageListener(message -> heard.add(textOf(message)));
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("a");
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS))
                .isNotNull()
                .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo("STORE_FULL"));
        assertThat(heard).isEmpty();

        FaultyEngineFactory.heal(name);

        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("a");
        assertThat(heard.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("b");
        assertThat(told).isEmpty();
    }

    @Test
    void tellsEachSpellOfFailureOnce() throws Exception {
        session.createConsumer(queue).setMessageListener(message -> {});
        Session sending = connection.createSession();
        for (int spell = 0; spell < 3; spell++) {
            FaultyEngineFactory.failClaims(name, StorageException.Kind.IO);
            sending.createProducer(queue).send(sending.createTextMessage("a"));
            assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();
            FaultyEngineFactory.heal(name);
            JmsFixture.eventually(
                    () -> !sending.createBrowser(queue).getEnumeration().hasMoreElements());
        }
        assertThat(told).isEmpty();
    }

    @Test
    void closesASessionWhoseStoreFails() throws Exception {
        session.createConsumer(queue).setMessageListener(message -> {});
        FaultyEngineFactory.failClaims(name, StorageException.Kind.IO);
        Connection other = factory.createConnection();
        other.start();
        Session sending = other.createSession();
        sending.createProducer(queue).send(sending.createTextMessage("a"));
        assertThat(told.poll(SOON, TimeUnit.MILLISECONDS)).isNotNull();

        connection.close();

        FaultyEngineFactory.heal(name);
        assertThat(sending.createConsumer(queue).receive(SOON)).isNotNull();
    }

    @Test
    void givesATransactionBackOnceTheStoreWorksAgain() throws JMSException {
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createConsumer(queue).receive(SOON);
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);
        assertThatThrownBy(transacted::rollback).isInstanceOf(JMSException.class);

        FaultyEngineFactory.heal(name);

        Message again = session.createConsumer(queue).receive(SOON);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    private static String textOf(Message message) {
        try {
            return JmsFixture.text(message);
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rollsATransactionBackThatCannotBeWritten() throws JMSException {
        send("a");
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        transacted.createProducer(queue).send(transacted.createTextMessage("lost"));
        FaultyEngineFactory.fail(name, StorageException.Kind.STORE_FULL);

        assertThatThrownBy(transacted::commit).isInstanceOf(TransactionRolledBackException.class);
        FaultyEngineFactory.heal(name);
        transacted.commit();

        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNotNull();
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void failsToConnectEagerlyAndLeavesNothingOpen() throws JMSException {
        factory.close();
        FaultyEngineFactory.fail(name, StorageException.Kind.LOCKED);

        assertThatThrownBy(factory::createConnection)
                .isInstanceOfSatisfying(
                        JMSException.class, e -> assertThat(e.getErrorCode()).isEqualTo("LOCKED"))
                .hasCauseInstanceOf(StorageException.class);
        assertThatThrownBy(factory::createContext).isInstanceOf(JMSRuntimeException.class);

        FaultyEngineFactory.heal(name);
        assertThatCode(() -> factory.createConnection().close()).doesNotThrowAnyException();
    }
}
