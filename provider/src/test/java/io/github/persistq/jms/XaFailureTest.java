package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.FaultyEngineFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.UUID;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a transaction manager is told by a store that fails, and what becomes of its branches. */
@Timeout(60)
class XaFailureTest {
    private final String name = UUID.randomUUID().toString();
    private final PersistqXAConnectionFactory factory =
            new PersistqXAConnectionFactory("persistq:faulty:" + name + "?small.maxMessages=1&small.onFull=fail");
    private XASession xa;
    private XAResource resource;
    private Session session;
    private Queue queue;

    @BeforeEach
    void connect() throws JMSException {
        XAConnection connection = factory.createXAConnection();
        connection.start();
        xa = connection.createXASession();
        resource = xa.getXAResource();
        session = connection.createSession();
        queue = session.createQueue("orders");
        session.createProducer(queue).send(session.createTextMessage("a"));
    }

    @AfterEach
    void heal() throws JMSException {
        FaultyEngineFactory.heal(name);
        factory.close();
    }

    /** A branch that received the message and sent another, and was ended. */
    private TestXid branch(Queue target) throws Exception {
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        try (MessageConsumer consumer = xa.createConsumer(queue)) {
            assertThat(consumer.receiveNoWait()).isNotNull();
        }
        xa.createProducer(target).send(xa.createTextMessage("b"));
        resource.end(xid, XAResource.TMSUCCESS);
        return xid;
    }

    private String next() throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            return JmsFixture.text(consumer.receiveNoWait());
        }
    }

    @Test
    void rollsABranchBackThatCannotBePrepared() throws Exception {
        TestXid xid = branch(queue);
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);

        assertThat(XaFixture.code(() -> resource.prepare(xid))).isEqualTo(XAException.XA_RBOTHER);

        assertThat(XaFixture.code(() -> resource.rollback(xid))).isEqualTo(XAException.XAER_NOTA);
    }

    @Test
    void rollsABranchBackForWhichAQueueHasNoRoom() throws Exception {
        Queue small = session.createQueue("small");
        session.createProducer(small).send(session.createTextMessage("fills it"));
        TestXid prepared = branch(small);
        assertThat(XaFixture.code(() -> resource.prepare(prepared))).isEqualTo(XAException.XA_RBTRANSIENT);
        TestXid onePhase = branch(small);

        assertThat(XaFixture.code(() -> resource.commit(onePhase, true))).isEqualTo(XAException.XA_RBTRANSIENT);

        assertThat(next()).as("given back").isEqualTo("a");
        assertThat(XaFixture.code(() -> resource.rollback(onePhase))).isEqualTo(XAException.XAER_NOTA);
    }

    @Test
    void keepsAPreparedBranchWhoseCommitFails() throws Exception {
        TestXid xid = branch(queue);
        resource.prepare(xid);
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);
        assertThat(XaFixture.code(() -> resource.commit(xid, false))).isEqualTo(XAException.XAER_RMFAIL);
        assertThat(XaFixture.code(() -> resource.rollback(xid))).isEqualTo(XAException.XAER_RMFAIL);
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).hasSize(1);

        FaultyEngineFactory.heal(name);
        resource.commit(xid, false);

        assertThat(next()).isEqualTo("b");
    }

    @Test
    void keepsABranchWhoseRollbackFails() throws Exception {
        TestXid xid = branch(queue);
        FaultyEngineFactory.fail(name, StorageException.Kind.IO);
        assertThat(XaFixture.code(() -> resource.rollback(xid))).isEqualTo(XAException.XAER_RMFAIL);

        FaultyEngineFactory.heal(name);
        resource.rollback(xid);

        assertThat(next()).isEqualTo("a");
    }

    @Test
    void isUnavailableOnceTheStoreIsPoisoned() throws Exception {
        TestXid xid = branch(queue);
        FaultyEngineFactory.fail(name, StorageException.Kind.POISONED);

        XAException failure = catchThrowableOfType(
                XAException.class, () -> resource.prepare(xid));

        assertThat(failure.errorCode).isEqualTo(XAException.XAER_RMFAIL);
        assertThat(failure).hasCauseInstanceOf(StorageException.class);
    }
}
