package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;

class AcknowledgeTest extends JmsFixture {
    private static final int INDIVIDUAL_ACKNOWLEDGE = 101;

    private MessageConsumer consumer;
    private Session receiving;

    private void open(int mode) throws JMSException {
        receiving = connection.createSession(mode);
        consumer = receiving.createConsumer(queue);
    }

    private Message next() throws JMSException {
        return consumer.receiveNoWait();
    }

    @Test
    void autoAcknowledgesBeforeReceiveReturns() throws JMSException {
        open(Session.AUTO_ACKNOWLEDGE);
        send("a");

        next();
        receiving.close();

        assertThat(browse(queue)).isEmpty();
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    void autoIgnoresAcknowledgeAndRecover() throws JMSException {
        open(Session.AUTO_ACKNOWLEDGE);
        send("a", "b");

        next().acknowledge();
        receiving.recover();

        assertThat(text(next())).isEqualTo("b");
        assertThat(next()).isNull();
    }

    @Test
    void dupsOkSettlesWhatWasReceived() throws JMSException {
        open(Session.DUPS_OK_ACKNOWLEDGE);
        send("a", "b", "c");

        next();
        next();
        receiving.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("c");
    }

    @Test
    void clientAcknowledgesAllThatTheSessionHasReceived() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a", "b", "c");

        next();
        next().acknowledge();
        next();
        receiving.close();

        assertThat(drain(session.createConsumer(queue))).containsExactly("c");
    }

    @Test
    void clientAcknowledgesAcrossConsumersOfTheSession() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer other = receiving.createConsumer(session.createQueue("other"));
        send("a");
        sendTo(session.createQueue("other"), "o");

        next();
        other.receiveNoWait().acknowledge();
        receiving.close();

        assertThat(browse(queue)).isEmpty();
        assertThat(browse(session.createQueue("other"))).isEmpty();
    }

    @Test
    void clientMayAcknowledgeTwice() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a");
        Message message = next();

        message.acknowledge();
        message.acknowledge();

        receiving.recover();
        assertThat(next()).isNull();
    }

    @Test
    void clientRecoverDeliversAgainInOrderMarkedRedelivered() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a", "b", "c");
        next();
        next();

        receiving.recover();
        Message again = next();

        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(drain(consumer)).containsExactly("b", "c");
    }

    @Test
    void clientRecoverAfterAcknowledgeDeliversTheRestOnly() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a", "b");
        next().acknowledge();
        next();

        receiving.recover();

        assertThat(drain(consumer)).containsExactly("b");
    }

    @Test
    void clientGivesBackWhatIsNotAcknowledgedWhenTheSessionCloses() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a", "b");
        next();

        receiving.close();
        MessageConsumer later = session.createConsumer(queue);
        Message again = later.receiveNoWait();

        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(text(later.receiveNoWait())).isEqualTo("b");
    }

    @Test
    void clientStillAcknowledgesAfterTheConsumerIsClosed() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a");
        Message message = next();

        consumer.close();
        message.acknowledge();
        receiving.close();

        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void doesNotGiveAnUnacknowledgedMessageToAnybodyElse() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a");
        next();

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void refusesToAcknowledgeOnceTheSessionIsClosed() throws JMSException {
        for (int mode : new int[] {
            Session.AUTO_ACKNOWLEDGE, Session.CLIENT_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, INDIVIDUAL_ACKNOWLEDGE, 0
        }) {
            open(mode);
            send("a");
            Message message = next();
            receiving.close();

            assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
            drain(session.createConsumer(queue));
        }
    }

    @Test
    void individualAcknowledgesOneMessageAlone() throws JMSException {
        open(INDIVIDUAL_ACKNOWLEDGE);
        send("a", "b", "c");
        next();
        Message second = next();
        next();

        second.acknowledge();
        receiving.recover();

        assertThat(drain(consumer)).containsExactly("a", "c");
        assertThat(receiving.getAcknowledgeMode()).isEqualTo(INDIVIDUAL_ACKNOWLEDGE);
    }

    @Test
    void individualGivesTheRestBackOnClose() throws JMSException {
        open(INDIVIDUAL_ACKNOWLEDGE);
        send("a", "b");
        next().acknowledge();
        next();

        receiving.close();

        Message again = session.createConsumer(queue).receiveNoWait();
        assertThat(text(again)).isEqualTo("b");
        assertThat(again.getJMSRedelivered()).isTrue();
    }

    @Test
    void keepsOrderAndPriorityThroughRecover() throws JMSException {
        open(Session.CLIENT_ACKNOWLEDGE);
        send("a", "b", "c", "d");

        for (int round = 0; round < 3; round++) {
            assertThat(drain(consumer)).containsExactly("a", "b", "c", "d");
            receiving.recover();
        }
    }
}
