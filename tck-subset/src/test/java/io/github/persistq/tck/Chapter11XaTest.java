package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import jakarta.jms.XATopicSession;
import java.util.List;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Chapter 11, application server facilities: section 11.3, distributed transactions. */
class Chapter11XaTest extends Statements {
    private XAConnection xaConnection;
    private XASession xaSession;
    private XAResource resource;

    @BeforeEach
    void createXaSession() throws Exception {
        xaConnection = store.xaFactory().createXAConnection();
        xaConnection.start();
        xaSession = xaConnection.createXASession();
        resource = xaSession.getXAResource();
    }

    @AfterEach
    void closeXaConnection() throws Exception {
        if (xaConnection != null) {
            xaConnection.close();
        }
    }

    @Test
    @Spec("11.3.3")
    void anXaSessionIsTransactedAndGivesASessionToItsClient() throws Exception {
        assertThat(xaSession.getTransacted()).isTrue();
        assertThat(xaSession.getSession()).isNotNull();
        assertThat(resource).isNotNull();
        assertThat(xaSession.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
    }

    @Test
    @Spec("11.3.3")
    void anXaSessionIsNotCommittedOrRolledBackByItsClient() {
        assertThatThrownBy(xaSession::commit).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(xaSession::rollback).isInstanceOf(TransactionInProgressException.class);
    }

    @Test
    @Spec("11.3.4")
    void anXaContextIsNotCommittedOrRolledBackByItsClient() {
        try (XAJMSContext context = store.xaFactory().createXAContext()) {
            assertThat(context.getTransacted()).isTrue();
            assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThatThrownBy(context::rollback).isInstanceOf(TransactionInProgressRuntimeException.class);
        }
    }

    @Test
    @Spec("11.3.4")
    void anXaContextWorksInTheTransactionOfItsResource() throws Exception {
        try (XAJMSContext context = store.xaFactory().createXAContext()) {
            TestXid xid = TestXid.fresh();
            context.getXAResource().start(xid, XAResource.TMNOFLAGS);
            context.getContext().createProducer().send(queue, "hello");
            context.getXAResource().end(xid, XAResource.TMSUCCESS);
            try (MessageConsumer consumer = session.createConsumer(queue)) {
                assertThat(consumer.receiveNoWait()).isNull();
            }

            context.getXAResource().commit(xid, true);
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("11.3.4")
    void anXaContextsConsumerReceivesInTheTransaction() throws Exception {
        send("hello");
        try (XAJMSContext context = store.xaFactory().createXAContext()) {
            TestXid xid = TestXid.fresh();
            context.getXAResource().start(xid, XAResource.TMNOFLAGS);
            JMSConsumer consumer = context.createConsumer(queue);
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("hello");
            context.getXAResource().end(xid, XAResource.TMSUCCESS);

            context.getXAResource().rollback(xid);
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("11.3.5")
    void aBranchIsCommittedInOnePhase() throws Exception {
        TestXid xid = sentInABranch("hello");
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNull();

        resource.commit(xid, true);

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("11.3.5")
    void aBranchIsCommittedInTwoPhases() throws Exception {
        TestXid xid = sentInABranch("hello");
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
        assertThat(consumer.receiveNoWait()).isNull();
        resource.commit(xid, false);

        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("11.3.5")
    void aBranchThatIsRolledBackSendsNothing() throws Exception {
        TestXid xid = sentInABranch("lost");

        resource.rollback(xid);

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("11.3.5")
    void aPreparedBranchThatIsRolledBackSendsNothing() throws Exception {
        TestXid xid = sentInABranch("lost");
        resource.prepare(xid);

        resource.rollback(xid);

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
        assertThat(prepared(resource, xid)).isFalse();
    }

    @Test
    @Spec("11.3.5")
    void whatABranchReceivedIsAcknowledgedByItsCommit() throws Exception {
        send("hello");
        TestXid xid = receivedInABranch("hello");

        resource.prepare(xid);
        resource.commit(xid, false);

        xaSession.close();
        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("11.3.5")
    void whatABranchReceivedComesAgainAfterItsRollback() throws Exception {
        send("hello");
        TestXid xid = receivedInABranch("hello");

        resource.rollback(xid);

        xaSession.close();
        Message again = next(session.createConsumer(queue));
        assertThat(text(again)).isEqualTo("hello");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }

    @Test
    @Spec("11.3.5")
    void whatAPreparedBranchReceivedIsNobodyElses() throws Exception {
        send("hello");
        TestXid xid = receivedInABranch("hello");

        resource.prepare(xid);

        xaSession.close();
        MessageConsumer consumer = session.createConsumer(queue);
        assertThat(consumer.receive(BRIEFLY)).isNull();
        XAResource another = xaConnection.createXASession().getXAResource();
        another.rollback(xid);
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("11.3.5")
    void aBranchSendsAndReceivesAllOrNothing() throws Exception {
        var output = session.createQueue(unique("output"));
        send("input");
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        try (MessageConsumer consumer = xaSession.createConsumer(queue)) {
            next(consumer);
        }
        xaSession.createProducer(output).send(xaSession.createTextMessage("output"));
        resource.end(xid, XAResource.TMSUCCESS);

        resource.rollback(xid);

        assertThat(session.createConsumer(output).receive(BRIEFLY)).isNull();
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("input");
    }

    @Test
    @Spec("11.3.5")
    void recoveryListsPreparedBranchesUntilTheyEnd() throws Exception {
        TestXid xid = sentInABranch("hello");
        assertThat(prepared(resource, xid)).isFalse();

        resource.prepare(xid);

        assertThat(prepared(resource, xid)).isTrue();
        resource.commit(xid, false);
        assertThat(prepared(resource, xid)).isFalse();
    }

    @Test
    @Spec("11.3.5")
    void aPreparedBranchOutlivesItsSession() throws Exception {
        TestXid xid = sentInABranch("hello");
        resource.prepare(xid);
        xaSession.close();

        XAResource another = xaConnection.createXASession().getXAResource();
        assertThat(prepared(another, xid)).isTrue();
        another.commit(xid, false);

        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("11.3.5")
    void aPreparedBranchOutlivesTheProvider() throws Exception {
        Store lasting = lastingStore();
        TestXid xid = TestXid.fresh();
        try (XAConnection before = lasting.xaFactory().createXAConnection()) {
            XASession preparing = before.createXASession();
            preparing.getXAResource().start(xid, XAResource.TMNOFLAGS);
            preparing
                    .createProducer(preparing.createQueue(queue.getQueueName()))
                    .send(preparing.createTextMessage("hello"));
            preparing.getXAResource().end(xid, XAResource.TMSUCCESS);
            preparing.getXAResource().prepare(xid);
        }

        lasting.restart();

        try (XAConnection after = lasting.xaFactory().createXAConnection();
                Connection receiving = lasting.factory().createConnection()) {
            XAResource recovering = after.createXASession().getXAResource();
            assertThat(prepared(recovering, xid)).isTrue();
            recovering.commit(xid, false);
            receiving.start();
            Session receiver = receiving.createSession();
            assertThat(nextText(receiver.createConsumer(receiver.createQueue(queue.getQueueName()))))
                    .isEqualTo("hello");
        }
    }

    @Test
    @Spec("11.3.5")
    void aSessionInterleavesTheWorkOfTwoBranches() throws Exception {
        TestXid one = TestXid.fresh();
        TestXid other = TestXid.fresh();
        MessageProducer producer = xaSession.createProducer(queue);
        resource.start(one, XAResource.TMNOFLAGS);
        producer.send(xaSession.createTextMessage("one"));
        resource.end(one, XAResource.TMSUSPEND);
        resource.start(other, XAResource.TMNOFLAGS);
        producer.send(xaSession.createTextMessage("other"));
        resource.end(other, XAResource.TMSUCCESS);
        resource.start(one, XAResource.TMRESUME);
        producer.send(xaSession.createTextMessage("one again"));
        resource.end(one, XAResource.TMSUCCESS);

        resource.rollback(other);
        resource.commit(one, true);

        assertThat(drain(session.createConsumer(queue))).containsExactly("one", "one again");
    }

    @Test
    @Spec("11.3.5")
    void aSecondSessionJoinsABranch() throws Exception {
        TestXid xid = sentInABranch("first");
        XASession second = xaConnection.createXASession();
        assertThat(second.getXAResource().isSameRM(resource)).isTrue();
        second.getXAResource().start(xid, XAResource.TMJOIN);
        second.createProducer(queue).send(second.createTextMessage("second"));
        second.getXAResource().end(xid, XAResource.TMSUCCESS);

        resource.commit(xid, true);

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "second");
    }

    @Test
    @Spec("11.3.5")
    void aSessionDoesOneBranchAfterTheOther() throws Exception {
        for (String text : List.of("1", "2", "3")) {
            resource.commit(sentInABranch(text), true);
        }

        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("11.3.5")
    void anUnknownBranchCannotBeEndedCommittedOrPrepared() {
        TestXid unknown = TestXid.fresh();

        assertXaError(XAException.XAER_NOTA, () -> resource.commit(unknown, false));
        assertXaError(XAException.XAER_NOTA, () -> resource.rollback(unknown));
        assertXaError(XAException.XAER_NOTA, () -> resource.prepare(unknown));
    }

    @Test
    @Spec("11.3.5")
    void aBranchIsNotStartedTwice() throws Exception {
        TestXid xid = sentInABranch("hello");
        XAResource another = xaConnection.createXASession().getXAResource();

        assertXaError(XAException.XAER_DUPID, () -> another.start(xid, XAResource.TMNOFLAGS));

        resource.commit(xid, true);
        assertThat(drain(session.createConsumer(queue))).containsExactly("hello");
    }

    @Test
    @Spec("11.3.5")
    @ArtemisDiffers("commits")
    void aBranchThatWasEndedAsFailedIsNotCommitted() throws Exception {
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        xaSession.createProducer(queue).send(xaSession.createTextMessage("lost"));
        try {
            resource.end(xid, XAResource.TMFAIL);
        } catch (XAException e) {
            // A resource may answer at once that the branch is marked for rollback.
            assertThat(e.errorCode).isBetween(XAException.XA_RBBASE, XAException.XA_RBEND);
        }

        assertThatThrownBy(() -> resource.commit(xid, true)).isInstanceOf(XAException.class);

        assertThat(session.createConsumer(queue).receive(BRIEFLY)).isNull();
    }

    @Test
    @Spec("11.3.5")
    @ArtemisDiffers("answers with another error code")
    void aBranchThatIsNotPreparedIsNotCommittedInTwoPhases() throws Exception {
        TestXid xid = sentInABranch("hello");

        assertXaError(XAException.XAER_PROTO, () -> resource.commit(xid, false));
    }

    @Test
    @Spec("11.3.5")
    void whatABranchPublishesGoesToSubscriptionsWithItsCommit() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        MessageConsumer subscriber = session.createConsumer(topic);
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        xaSession.createProducer(topic).send(xaSession.createTextMessage("hello"));
        resource.end(xid, XAResource.TMSUCCESS);
        assertThat(subscriber.receive(BRIEFLY)).isNull();

        resource.commit(xid, true);

        assertThat(nextText(subscriber)).isEqualTo("hello");
    }

    @Test
    @Spec("11.4")
    void anXaQueueConnectionMakesXaQueueSessions() throws Exception {
        XAQueueConnectionFactory queues = (XAQueueConnectionFactory) store.xaFactory();
        try (XAQueueConnection queueConnection = queues.createXAQueueConnection()) {
            XAQueueSession queueSession = queueConnection.createXAQueueSession();
            TestXid xid = TestXid.fresh();
            queueSession.getXAResource().start(xid, XAResource.TMNOFLAGS);
            queueSession.getQueueSession().createSender(queue).send(queueSession.createTextMessage("hello"));
            queueSession.getXAResource().end(xid, XAResource.TMSUCCESS);
            queueSession.getXAResource().commit(xid, true);
        }
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("11.4")
    void anXaTopicConnectionMakesXaTopicSessions() throws Exception {
        Topic topic = session.createTopic(unique("topic"));
        MessageConsumer subscriber = session.createConsumer(topic);
        XATopicConnectionFactory topics = (XATopicConnectionFactory) store.xaFactory();
        try (XATopicConnection topicConnection = topics.createXATopicConnection()) {
            XATopicSession topicSession = topicConnection.createXATopicSession();
            TestXid xid = TestXid.fresh();
            topicSession.getXAResource().start(xid, XAResource.TMNOFLAGS);
            topicSession.getTopicSession().createPublisher(topic).publish(topicSession.createTextMessage("hello"));
            topicSession.getXAResource().end(xid, XAResource.TMSUCCESS);
            topicSession.getXAResource().commit(xid, true);
        }
        assertThat(nextText(subscriber)).isEqualTo("hello");
    }

    /** Sends within a branch of its own, which is ended and neither prepared nor committed. */
    private TestXid sentInABranch(String text) throws Exception {
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        try (MessageProducer producer = xaSession.createProducer(queue)) {
            producer.send(xaSession.createTextMessage(text));
        }
        resource.end(xid, XAResource.TMSUCCESS);
        return xid;
    }

    private TestXid receivedInABranch(String text) throws Exception {
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        try (MessageConsumer consumer = xaSession.createConsumer(queue)) {
            assertThat(nextText(consumer)).isEqualTo(text);
        }
        resource.end(xid, XAResource.TMSUCCESS);
        return xid;
    }

    private static boolean prepared(XAResource any, TestXid xid) throws XAException {
        return Stream.of(any.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .anyMatch(xid::names);
    }

    private interface XaCall {
        void run() throws XAException, JMSException;
    }

    private static void assertXaError(int code, XaCall call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        XAException.class, e -> assertThat(e.errorCode).isEqualTo(code));
    }
}
