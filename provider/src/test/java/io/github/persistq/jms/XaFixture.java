package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.util.Arrays;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An XA connection to the store, a session of it, and its resource. */
abstract class XaFixture extends JmsFixture {
    PersistqXAConnectionFactory xaFactory;
    XAConnection xaConnection;
    XASession xa;
    XAResource resource;

    @BeforeEach
    void connectXa() throws JMSException {
        xaFactory = new PersistqXAConnectionFactory(url(options()));
        xaConnection = xaFactory.createXAConnection();
        xaConnection.start();
        xa = xaConnection.createXASession();
        resource = xa.getXAResource();
    }

    @AfterEach
    void disconnectXa() throws JMSException {
        xaFactory.close();
    }

    /** Closes the store and opens it again. */
    void reopen() throws JMSException {
        disconnectXa();
        reconnect(options());
        connectXa();
    }

    /** Begins a new branch in the session. */
    TestXid begin() throws XAException {
        TestXid xid = TestXid.fresh();
        resource.start(xid, XAResource.TMNOFLAGS);
        return xid;
    }

    void end(Xid xid) throws XAException {
        resource.end(xid, XAResource.TMSUCCESS);
    }

    void sendIn(XASession session, Queue target, String... texts) throws JMSException {
        try (MessageProducer producer = session.createProducer(target)) {
            for (String text : texts) {
                producer.send(session.createTextMessage(text));
            }
        }
    }

    void sendXa(String... texts) throws JMSException {
        sendIn(xa, queue, texts);
    }

    /** The text of the next message, which must be there. */
    String receiveXa() throws JMSException {
        return receiveIn(xa);
    }

    String receiveIn(XASession session) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(queue)) {
            Message message = consumer.receiveNoWait();
            assertThat(message).isNotNull();
            return text(message);
        }
    }

    /** Those of the prepared branches that one of these names. */
    Xid[] recovered(TestXid... wanted) throws XAException {
        Xid[] all = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
        return Arrays.stream(all)
                .filter(xid -> Arrays.stream(wanted).anyMatch(w -> w.names(xid)))
                .toArray(Xid[]::new);
    }

    /** The code of the error that a call must end with. */
    static int code(ThrowingCallable call) {
        XAException error = catchThrowableOfType(XAException.class, call);
        assertThat(error).as("an XAException").isNotNull();
        assertThat(error.getMessage()).isNotBlank();
        return error.errorCode;
    }
}
