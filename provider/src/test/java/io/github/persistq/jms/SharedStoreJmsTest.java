package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.parity.Parity;
import io.github.persistq.testing.TestStore;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs in two processes that use one store. */
@Parity("P31")
@ParameterizedClass
@MethodSource("engines")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedStoreJmsTest {
    @Parameter
    String engine;

    @TempDir
    Path directory;

    private TestStore store;
    private PersistqConnectionFactory factoryHere;
    private PersistqConnectionFactory factoryThere;
    private Connection here;
    private Connection there;
    private Session sessionHere;
    private Session sessionThere;

    /** Every engine that processes can share. */
    static List<String> engines() {
        return TestStore.sharedEngines();
    }

    private String url(String process) {
        return store.urlOfProcess(process, "");
    }

    @BeforeEach
    void connect() throws JMSException {
        store = new TestStore(engine, directory);
        factoryHere = new PersistqConnectionFactory(url("here"));
        factoryThere = new PersistqConnectionFactory(url("there"));
        here = factoryHere.createConnection();
        there = factoryThere.createConnection();
        here.start();
        there.start();
        sessionHere = here.createSession();
        sessionThere = there.createSession();
    }

    @AfterEach
    void disconnect() throws JMSException {
        factoryHere.close();
        factoryThere.close();
    }

    private static void send(Session session, Destination destination, String text) throws JMSException {
        try (MessageProducer producer = session.createProducer(destination)) {
            producer.send(session.createTextMessage(text));
        }
    }

    private static String received(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(JmsFixture.SOON);
        return message == null ? "nothing" : JmsFixture.text(message);
    }

    @Test
    void asksAProcessAndGetsItsAnswer() throws JMSException {
        Queue queue = sessionThere.createQueue("questions");
        sessionThere.createConsumer(queue).setMessageListener(question -> {
            try {
                send(sessionThere, question.getJMSReplyTo(), "answer to " + JmsFixture.text(question));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        QueueConnection asking = factoryHere.createQueueConnection();
        asking.start();
        QueueSession session = asking.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(session, queue);

        for (int i = 0; i < 20; i++) {
            assertThat(JmsFixture.text(requestor.request(session.createTextMessage("q" + i))))
                    .isEqualTo("answer to q" + i);
        }
        asking.close();
    }

    @Test
    void letsOnlyItsOwnConnectionConsumeFromATemporaryDestination() throws JMSException {
        TemporaryQueue queue = sessionHere.createTemporaryQueue();
        TemporaryTopic topic = sessionHere.createTemporaryTopic();
        send(sessionThere, queue, "one");

        assertThatThrownBy(() -> sessionThere.createConsumer(queue))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("Only the connection");
        assertThatThrownBy(() -> sessionThere.createConsumer(topic))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("Only the connection");
        assertThatThrownBy(() -> sessionThere.createConsumer(sessionThere.createQueue(queue.getQueueName())))
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("Only the connection");
        assertThat(sessionThere.createBrowser(queue).getEnumeration().hasMoreElements())
                .isTrue();
        assertThat(received(sessionHere.createConsumer(queue))).isEqualTo("one");
    }

    @Test
    void cannotSendToATemporaryDestinationOnceItsConnectionIsClosed() throws JMSException {
        TemporaryQueue queue = sessionHere.createTemporaryQueue();
        TemporaryTopic topic = sessionHere.createTemporaryTopic();
        MessageProducer toQueue = sessionThere.createProducer(queue);
        MessageProducer toTopic = sessionThere.createProducer(topic);
        toQueue.send(sessionThere.createMessage());
        toTopic.send(sessionThere.createMessage());

        here.close();

        assertThatThrownBy(() -> toQueue.send(sessionThere.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> toTopic.send(sessionThere.createMessage()))
                .isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> sessionThere.createProducer(queue)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> sessionThere.createBrowser(queue)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void hasOneClientOfAnIdentifierInAllProcesses() throws JMSException {
        Connection client = factoryHere.createConnection();
        client.setClientID("desk");

        Connection other = factoryThere.createConnection();
        assertThatThrownBy(() -> other.setClientID("desk")).isInstanceOf(InvalidClientIDException.class);
        client.close();
        other.setClientID("desk");

        assertThatThrownBy(() -> factoryHere.createConnection().setClientID("desk"))
                .isInstanceOf(InvalidClientIDException.class);
    }

    @Test
    void refusesASecondConsumerOfADurableSubscriptionInAnotherProcess() throws JMSException {
        Topic topic = sessionHere.createTopic("news");
        MessageConsumer consumer = sessionHere.createSharedDurableConsumer(topic, "ours");

        assertThatThrownBy(() -> sessionThere.unsubscribe("ours")).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> sessionThere.createSharedDurableConsumer(topic, "ours", "a = 1"))
                .isInstanceOf(JMSException.class);
        consumer.close();
        sessionThere.unsubscribe("ours");

        assertThatThrownBy(() -> sessionHere.unsubscribe("ours")).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void deliversEachMessageOfATopicToOneConsumerOfASharedSubscription() throws JMSException {
        Set<String> got = new TreeSet<>();
        ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();
        List<JMSContext> consumers = new ArrayList<>();
        for (PersistqConnectionFactory factory : List.of(factoryHere, factoryThere)) {
            JMSContext context = factory.createContext();
            consumers.add(context);
            context.createSharedConsumer(context.createTopic("news"), "workers").setMessageListener(message -> {
                try {
                    all.add(JmsFixture.text(message));
                } catch (JMSException e) {
                    throw new AssertionError(e);
                }
            });
        }
        MessageProducer producer = sessionThere.createProducer(sessionThere.createTopic("news"));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);

        for (int i = 0; i < 100; i++) {
            producer.send(sessionThere.createTextMessage("m" + i));
        }

        JmsFixture.eventually(() -> all.size() >= 100);
        consumers.forEach(JMSContext::close);
        got.addAll(all);
        assertThat(all).hasSize(100);
        assertThat(got).hasSize(100);
    }

    @Test
    void leavesOutItsOwnMessagesAndNotThoseOfAnotherProcess() throws JMSException {
        Topic topic = sessionHere.createTopic("news");
        MessageConsumer consumer = sessionHere.createConsumer(topic, null, true);

        send(sessionHere, topic, "own");
        send(sessionThere, topic, "other");

        assertThat(received(consumer)).isEqualTo("other");
        assertThat(consumer.receiveNoWait()).isNull();
    }

    @Test
    void recoversTheBranchesOfAnotherProcess() throws Exception {
        Queue queue = sessionHere.createQueue("orders");
        try (PersistqXAConnectionFactory xaHere = new PersistqXAConnectionFactory(url("here"));
                PersistqXAConnectionFactory xaThere = new PersistqXAConnectionFactory(url("there"))) {
            XASession working = session(xaHere);
            XAResource recovering = session(xaThere).getXAResource();
            TestXid committed = prepared(working, queue, "committed");
            TestXid rolledBack = prepared(working, queue, "rolled back");

            Xid[] found = recovering.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
            assertThat(Arrays.stream(found).filter(xid -> committed.names(xid) || rolledBack.names(xid)))
                    .hasSize(2);
            recovering.commit(committed, false);
            recovering.rollback(rolledBack);

            assertThat(XaFixture.code(() -> working.getXAResource().commit(committed, false)))
                    .isEqualTo(XAException.XAER_NOTA);
            assertThat(XaFixture.code(() -> working.getXAResource().rollback(rolledBack)))
                    .isEqualTo(XAException.XAER_NOTA);
            MessageConsumer consumer = sessionThere.createConsumer(queue);
            assertThat(received(consumer)).isEqualTo("committed");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private static XASession session(PersistqXAConnectionFactory factory) throws JMSException {
        XAConnection connection = factory.createXAConnection();
        connection.start();
        return connection.createXASession();
    }

    private static TestXid prepared(XASession session, Queue queue, String text) throws Exception {
        TestXid xid = TestXid.fresh();
        session.getXAResource().start(xid, XAResource.TMNOFLAGS);
        send(session, queue, text);
        session.getXAResource().end(xid, XAResource.TMSUCCESS);
        assertThat(session.getXAResource().prepare(xid)).isEqualTo(XAResource.XA_OK);
        return xid;
    }
}
