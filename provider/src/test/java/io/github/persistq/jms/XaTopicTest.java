package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics, subscriptions and temporary destinations within branches. */
class XaTopicTest extends XaFixture {
    private Topic topic;

    @BeforeEach
    void createTopic() throws JMSException {
        topic = session.createTopic("news");
    }

    private void publish(String text) throws JMSException {
        try (MessageProducer producer = xa.createProducer(topic)) {
            producer.send(xa.createTextMessage(text));
        }
    }

    @Test
    void publishesToAllSubscriptionsWhenTheBranchCommits() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        MessageConsumer two = session.createSharedDurableConsumer(topic, "two");
        TestXid xid = begin();
        publish("a");
        end(xid);
        resource.prepare(xid);
        assertThat(drain(one)).isEmpty();
        assertThat(drain(two)).isEmpty();

        resource.commit(xid, false);

        assertThat(drain(one)).containsExactly("a");
        assertThat(drain(two)).containsExactly("a");
    }

    @Test
    void publishesNothingWhenTheBranchIsRolledBack() throws Exception {
        MessageConsumer one = session.createConsumer(topic);
        TestXid xid = begin();
        publish("a");
        end(xid);
        resource.prepare(xid);

        resource.rollback(xid);

        assertThat(drain(one)).isEmpty();
    }

    @Test
    void publishesToNobodyAtAll() throws Exception {
        TestXid xid = begin();
        publish("a");
        end(xid);

        resource.prepare(xid);
        resource.commit(xid, false);

        assertThat(drain(session.createConsumer(topic))).isEmpty();
    }

    @Test
    void receivesFromASubscriptionWithinABranch() throws Exception {
        MessageConsumer subscriber = xa.createSharedDurableConsumer(topic, "sub");
        session.createProducer(topic).send(session.createTextMessage("a"));
        TestXid rolledBack = begin();
        assertThat(text(subscriber.receiveNoWait())).isEqualTo("a");
        end(rolledBack);
        resource.rollback(rolledBack);

        TestXid committed = begin();
        Message again = subscriber.receiveNoWait();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        end(committed);
        resource.prepare(committed);
        resource.commit(committed, false);

        assertThat(drain(subscriber)).isEmpty();
    }

    /** A subscription that goes while a branch holds one of its messages takes the message with it, and not the branch. */
    @Test
    void commitsWhenASubscriptionHasGoneMeanwhile() throws Exception {
        MessageConsumer leaving = xa.createConsumer(topic);
        session.createProducer(topic).send(session.createTextMessage("a"));
        TestXid xid = begin();
        assertThat(text(leaving.receiveNoWait())).isEqualTo("a");
        sendXa("b");
        leaving.close();
        end(xid);

        resource.prepare(xid);
        resource.commit(xid, false);

        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void keepsAPreparedPublicationWhileTheStoreIsClosed() throws Exception {
        session.createSharedDurableConsumer(topic, "sub").close();
        TestXid xid = begin();
        publish("a");
        end(xid);
        resource.prepare(xid);
        if (engine.equals("memory")) {
            return; // it forgets all when it is closed
        }

        reopen();
        resource.commit(recovered(xid)[0], false);

        assertThat(drain(session.createSharedDurableConsumer(topic, "sub"))).containsExactly("a");
    }

    @Test
    void sendsToATemporaryQueueWithinABranch() throws Exception {
        Queue replies = session.createTemporaryQueue();
        TestXid xid = begin();
        sendIn(xa, replies, "a");
        end(xid);
        resource.prepare(xid);
        resource.commit(xid, false);

        TextMessage reply = (TextMessage) session.createConsumer(replies).receiveNoWait();
        assertThat(reply.getText()).isEqualTo("a");
    }

    /** A crash leaves a temporary queue that a prepared branch names; the store must open, and the branch must end. */
    @Test
    void endsABranchWhoseTemporaryQueueIsGone() throws Exception {
        Queue replies = xaConnection.createSession().createTemporaryQueue();
        TestXid xid = begin();
        sendIn(xa, replies, "nobody reads it");
        sendXa("b");
        end(xid);
        resource.prepare(xid);
        if (engine.equals("memory")) {
            return; // it forgets all when it is closed
        }

        reopen();
        resource.commit(recovered(xid)[0], false);

        assertThat(browse(queue)).containsExactly("b");
    }
}
