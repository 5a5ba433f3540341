package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.spi.QueueName;
import io.github.persistq.testing.ManualClock;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expiry, delivery delay and redelivery delay, on a clock that the tests move. */
class TimeTest extends JmsFixture {
    private final ManualClock clock = new ManualClock();
    private StoreRegistry.Reference held;

    /** Whoever opens a store first brings its clock. */
    @BeforeEach
    @Override
    void connect() throws JMSException {
        held = StoreRegistry.shared().acquire(StoreUrl.parse(url(options())), clock);
        super.connect();
    }

    @AfterEach
    void release() {
        held.close();
    }

    private void with(String options) throws JMSException {
        disconnect();
        held.close();
        held = StoreRegistry.shared().acquire(StoreUrl.parse(url(options)), clock);
        reconnect(options);
    }

    private void sendFor(long timeToLive, String text) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(timeToLive);
        producer.send(session.createTextMessage(text));
    }

    private void sendLater(long delay, String text) throws JMSException {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryDelay(delay);
        producer.send(session.createTextMessage(text));
    }

    @Test
    void neitherDeliversNorBrowsesAnExpiredMessage() throws JMSException {
        sendFor(1000, "short");
        send("long");

        clock.advance(1000);

        assertThat(browse(queue)).containsExactly("long");
        assertThat(drain(session.createConsumer(queue))).containsExactly("long");
    }

    @Test
    void deliversAMessageUntilItsTimeIsOver() throws JMSException {
        sendFor(1000, "short");

        clock.advance(999);

        assertThat(browse(queue)).containsExactly("short");
        assertThat(drain(session.createConsumer(queue))).containsExactly("short");
    }

    @Test
    void keepsNoDeadLetterOfAnExpiredMessageUnlessAsked() throws JMSException {
        sendFor(1000, "short");
        clock.advance(1000);

        session.createConsumer(queue).receiveNoWait();

        assertThat(browse(session.createQueue("DLQ.orders"))).isEmpty();
        assertThat(held.store().stats(QueueName.queue("orders")).bytes()).isZero();
    }

    @Test
    void makesADeadLetterOfAnExpiredMessageIfAsked() throws JMSException {
        with("expiry=deadletter");
        sendFor(1000, "short");
        clock.advance(1000);

        session.createConsumer(queue).receiveNoWait();
        Message dead = session.createConsumer(session.createQueue("DLQ.orders")).receiveNoWait();

        assertThat(text(dead)).isEqualTo("short");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_REASON")).isEqualTo("expired");
        assertThat(dead.getJMSExpiration()).isZero();
    }

    @Test
    void sweepsExpiredMessagesWhenOthersAreSent() throws JMSException {
        for (int i = 0; i < 40; i++) {
            sendFor(1000, "short");
        }
        clock.advance(5000);

        for (int i = 0; i < 4; i++) {
            send("long");
        }

        assertThat(held.store().stats(QueueName.queue("orders")).ready()).isEqualTo(4);
    }

    @Test
    void holdsADelayedMessageBackUntilItsTime() throws JMSException {
        sendLater(30_000, "later");
        send("now");
        MessageConsumer consumer = session.createConsumer(queue);

        assertThat(drain(consumer)).containsExactly("now");
        assertThat(browse(queue)).isEmpty();

        clock.advance(29_999);
        assertThat(consumer.receiveNoWait()).isNull();
        clock.advance(1);
        assertThat(drain(consumer)).containsExactly("later");
    }

    @Test
    void countsTheDelayFromTheSendOfATransactedMessage() throws JMSException {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);
        producer.setDeliveryDelay(1000);
        producer.send(transacted.createTextMessage("x"));
        clock.advance(1000);

        transacted.commit();

        assertThat(drain(session.createConsumer(queue))).containsExactly("x");
    }

    @Test
    void growsTheRedeliveryDelayUpToItsLimit() throws JMSException {
        with("redeliveryDelay=1000&backoffMultiplier=2&maxRedeliveryDelay=3000");
        send("x");
        Session failing = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = failing.createConsumer(queue);

        for (long delay : new long[] {1000, 2000, 3000, 3000}) {
            assertThat(consumer.receiveNoWait()).isNotNull();
            failing.rollback();
            clock.advance(delay - 1);
            assertThat(consumer.receiveNoWait()).isNull();
            clock.advance(1);
        }

        assertThat(consumer.receiveNoWait().getIntProperty("JMSXDeliveryCount")).isEqualTo(5);
    }

    @Test
    void expiresAMessageThatWaitsForItsRedelivery() throws JMSException {
        with("redeliveryDelay=5000");
        sendFor(1000, "short");
        Session failing = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = failing.createConsumer(queue);
        consumer.receiveNoWait();
        failing.rollback();

        clock.advance(5000);

        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(browse(session.createQueue("DLQ.orders"))).isEmpty();
    }
}
