package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Test;

/** What the work of an XA session becomes, within branches and outside of them. */
class XaSessionTest extends XaFixture {
    @Override
    String options() {
        return "maxDeliveries=3";
    }

    @Test
    void storesWhatWasSentAndReceivedWhenTheBranchCommitsInTwoPhases() throws Exception {
        send("a", "b");
        TestXid xid = begin();
        assertThat(receiveXa()).isEqualTo("a");
        sendXa("c");
        end(xid);
        assertThat(browse(queue)).containsExactly("b");

        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
        assertThat(browse(queue)).containsExactly("b");
        resource.commit(xid, false);

        assertThat(drain(session.createConsumer(queue))).containsExactly("b", "c");
    }

    @Test
    void storesWhatWasSentAndReceivedWhenTheBranchCommitsInOnePhase() throws Exception {
        send("a", "b");
        TestXid xid = begin();
        receiveXa();
        sendXa("c");
        end(xid);

        resource.commit(xid, true);

        assertThat(drain(session.createConsumer(queue))).containsExactly("b", "c");
    }

    @Test
    void givesBackWhatWasReceivedWhenTheBranchIsRolledBack() throws Exception {
        send("a", "b");
        TestXid xid = begin();
        receiveXa();
        sendXa("lost");
        end(xid);

        resource.rollback(xid);

        Message again = session.createConsumer(queue).receiveNoWait();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void givesBackWhatWasReceivedWhenThePreparedBranchIsRolledBack() throws Exception {
        send("a", "b");
        TestXid xid = begin();
        receiveXa();
        sendXa("lost");
        end(xid);
        resource.prepare(xid);

        resource.rollback(xid);

        Message again = session.createConsumer(queue).receiveNoWait();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        assertThat(browse(queue)).containsExactly("b");
    }

    @Test
    void givesAMessageUpThatBranchesRolledBackTooOften() throws Exception {
        send("a");
        for (int i = 0; i < 3; i++) {
            TestXid xid = begin();
            receiveXa();
            end(xid);
            resource.rollback(xid);
        }

        assertThat(browse(queue)).isEmpty();
        assertThat(browse(session.createQueue("DLQ.orders"))).containsExactly("a");
    }

    @Test
    void givesAMessageUpThatPreparedBranchesRolledBackTooOften() throws Exception {
        send("a");
        for (int i = 0; i < 3; i++) {
            TestXid xid = begin();
            receiveXa();
            end(xid);
            resource.prepare(xid);
            resource.rollback(xid);
        }

        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
        assertThat(browse(session.createQueue("DLQ.orders"))).containsExactly("a");
    }

    @Test
    void keepsAPreparedBranchWhileTheStoreIsClosed() throws Exception {
        send("a");
        Queue target = session.createQueue("target");
        TestXid committed = begin();
        receiveXa();
        sendIn(xa, target, "moved");
        end(committed);
        resource.prepare(committed);
        TestXid rolledBack = begin();
        sendIn(xa, target, "lost");
        end(rolledBack);
        resource.prepare(rolledBack);
        if (engine.equals("memory")) {
            return; // it forgets all when it is closed
        }

        reopen();
        assertThat(browse(queue)).isEmpty();
        assertThat(browse(target)).isEmpty();
        resource.commit(recovered(committed)[0], false);
        resource.rollback(recovered(rolledBack)[0]);

        assertThat(browse(queue)).isEmpty();
        assertThat(browse(target)).containsExactly("moved");
        assertThat(recovered(committed, rolledBack)).isEmpty();
    }

    @Test
    void forgetsABranchThatWasNotPreparedWhenTheStoreIsClosed() throws Exception {
        send("a");
        TestXid xid = begin();
        receiveXa();
        sendXa("lost");
        end(xid);
        if (engine.equals("memory")) {
            return; // it forgets all when it is closed
        }

        reopen();

        assertThat(code(() -> resource.commit(xid, true))).isEqualTo(XAException.XAER_NOTA);
        Message again = session.createConsumer(queue).receiveNoWait();
        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void worksInTwoBranchesInTurn() throws Exception {
        TestXid one = begin();
        sendXa("one-1");
        resource.end(one, XAResource.TMSUSPEND);
        TestXid two = begin();
        sendXa("two");
        resource.end(two, XAResource.TMSUSPEND);
        resource.start(one, XAResource.TMRESUME);
        sendXa("one-2");
        end(one);
        end(two);

        resource.commit(one, true);
        resource.rollback(two);

        assertThat(browse(queue)).containsExactly("one-1", "one-2");
    }

    @Test
    void joinsASecondSessionToABranch() throws Exception {
        send("a");
        XASession second = xaConnection.createXASession();
        TestXid xid = begin();
        second.getXAResource().start(xid, XAResource.TMJOIN);
        sendXa("b");
        assertThat(receiveIn(second)).isEqualTo("a");
        end(xid);
        assertThat(code(() -> resource.prepare(xid))).isEqualTo(XAException.XAER_PROTO);
        second.getXAResource().end(xid, XAResource.TMSUCCESS);

        resource.prepare(xid);
        resource.rollback(xid);

        assertThat(browse(queue)).containsExactly("a");
    }

    @Test
    void goesOnInAnotherSession() throws Exception {
        XASession second = xaConnection.createXASession();
        TestXid xid = begin();
        sendXa("a");
        resource.end(xid, XAResource.TMSUSPEND);
        xa.close();
        second.getXAResource().start(xid, XAResource.TMRESUME);
        sendIn(second, queue, "b");
        second.getXAResource().end(xid, XAResource.TMSUCCESS);

        second.getXAResource().commit(xid, true);

        assertThat(browse(queue)).containsExactly("a", "b");
    }

    @Test
    void leavesAnEndedBranchToOtherResourcesWhenItsSessionIsClosed() throws Exception {
        TestXid xid = begin();
        sendXa("a");
        end(xid);
        xa.close();
        XAResource other = xaConnection.createXASession().getXAResource();
        XAResource third = xaConnection.createXASession().getXAResource();

        other.prepare(xid);
        third.commit(xid, false);

        assertThat(browse(queue)).containsExactly("a");
        assertThat(code(() -> resource.commit(xid, false))).isEqualTo(XAException.XAER_NOTA);
    }

    @Test
    void rollsBackTheBranchInWhichItIsClosed() throws Exception {
        send("a");
        TestXid xid = begin();
        receiveXa();
        sendXa("lost");

        xa.close();

        assertThat(browse(queue)).containsExactly("a");
        assertThat(code(() -> end(xid))).isEqualTo(XAException.XA_RBROLLBACK);
        assertThat(code(() -> resource.prepare(xid))).isEqualTo(XAException.XA_RBROLLBACK);
        assertThat(code(() -> resource.rollback(xid))).isEqualTo(XAException.XAER_NOTA);
    }

    @Test
    void dropsNothingOfTheOthersWhenOneOfTheSessionsInABranchIsClosed() throws Exception {
        send("a");
        XASession second = xaConnection.createXASession();
        TestXid xid = begin();
        second.getXAResource().start(xid, XAResource.TMJOIN);
        receiveIn(second);

        xa.close();

        assertThat(browse(queue)).as("held by the session that is open").isEmpty();
        assertThatThrownBy(() -> sendIn(second, queue, "b")).hasMessageContaining("closed");
        assertThat(code(() -> second.getXAResource().end(xid, XAResource.TMSUCCESS)))
                .isEqualTo(XAException.XA_RBROLLBACK);
        second.getXAResource().rollback(xid);
        assertThat(browse(queue)).containsExactly("a");
    }

    @Test
    void sendsAndAcknowledgesAtOnceOutsideOfBranches() throws Exception {
        send("a", "b");

        assertThat(receiveXa()).isEqualTo("a");
        sendXa("c");
        assertThat(browse(queue)).containsExactly("b", "c");
        xa.close();

        assertThat(browse(queue)).containsExactly("b", "c");
    }

    @Test
    void leavesABodyOfTheWrongTypeInTheQueueOutsideOfBranches() throws Exception {
        try (XAJMSContext context = xaFactory.createXAContext()) {
            send("a");
            JMSConsumer consumer = context.createConsumer(queue);

            assertThatThrownBy(() -> consumer.receiveBody(byte[].class))
                    .isInstanceOf(MessageFormatRuntimeException.class);

            assertThat(browse(queue)).containsExactly("a");
        }
    }

    @Test
    void isOutsideAgainAfterItsBranchEnded() throws Exception {
        TestXid xid = begin();
        sendXa("in");
        end(xid);

        sendXa("out");

        assertThat(browse(queue)).containsExactly("out");
        resource.rollback(xid);
        assertThat(browse(queue)).containsExactly("out");
    }

    @Test
    void refusesCommitAndRollbackOfItsOwn() throws Exception {
        for (Session each : List.of(xa, xa.getSession())) {
            assertThat(each.getTransacted()).isTrue();
            assertThat(each.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
            assertThatThrownBy(each::commit).isInstanceOf(TransactionInProgressException.class);
            assertThatThrownBy(each::rollback).isInstanceOf(TransactionInProgressException.class);
            assertThatThrownBy(each::recover).isInstanceOf(IllegalStateException.class);
        }
        TestXid xid = begin();
        assertThatThrownBy(xa::commit).isInstanceOf(TransactionInProgressException.class);
        end(xid);
        xa.close();
        assertThatThrownBy(xa::commit).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void offersTheSimplifiedInterface() throws Exception {
        try (XAJMSContext context = xaFactory.createXAContext("user", "password")) {
            context.setClientID("someone");
            TestXid xid = TestXid.fresh();
            context.getXAResource().start(xid, XAResource.TMNOFLAGS);
            context.createProducer().send(queue, "a");
            context.getContext().createProducer().send(queue, "b");
            context.getXAResource().end(xid, XAResource.TMSUCCESS);
            assertThat(browse(queue)).isEmpty();
            context.getXAResource().commit(xid, true);

            assertThat(browse(queue)).containsExactly("a", "b");
            assertThat(context.getTransacted()).isTrue();
            assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThatThrownBy(context::rollback).isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThatThrownBy(() -> context.getContext().commit())
                    .isInstanceOf(TransactionInProgressRuntimeException.class);
            assertThat(context.createContext(Session.AUTO_ACKNOWLEDGE).getTransacted())
                    .isFalse();
        }
    }

    @Test
    void offersTheDomainSpecificInterfaces() throws Exception {
        XAQueueConnection queues = xaFactory.createXAQueueConnection();
        XAQueueSession queueSession = queues.createXAQueueSession();
        TestXid xid = TestXid.fresh();
        queueSession.getXAResource().start(xid, XAResource.TMNOFLAGS);
        QueueSession plain = queueSession.getQueueSession();
        plain.createSender(queue).send(plain.createTextMessage("a"));
        queueSession.getXAResource().end(xid, XAResource.TMSUCCESS);
        queueSession.getXAResource().commit(xid, true);
        assertThat(browse(queue)).containsExactly("a");
        assertThatThrownBy(() -> queueSession.createTopic("t")).isInstanceOf(IllegalStateException.class);

        XATopicConnection topics = xaFactory.createXATopicConnection();
        XATopicSession topicSession = topics.createXATopicSession();
        assertThat(topicSession.getTopicSession().getTransacted()).isTrue();
        assertThatThrownBy(() -> topicSession.createQueue("q")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makesPlainSessionsAsWell() throws Exception {
        Session local = xaConnection.createSession(true, Session.SESSION_TRANSACTED);
        local.createProducer(queue).send(local.createTextMessage("a"));

        local.commit();

        assertThat(browse(queue)).containsExactly("a");
    }

    @Test
    void listensWithinABranch() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        XASession listening = xaConnection.createXASession();
        TestXid xid = TestXid.fresh();
        listening.getXAResource().start(xid, XAResource.TMNOFLAGS);
        Queue target = session.createQueue("target");
        listening.createConsumer(queue).setMessageListener(message -> {
            try {
                sendIn(listening, target, "reply to " + text(message));
                heard.add(text(message));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        send("a", "b");
        eventually(() -> heard.size() == 2);
        assertThat(browse(target)).isEmpty();

        listening.getXAResource().end(xid, XAResource.TMSUSPEND);
        listening.close();
        resource.rollback(xid);

        assertThat(browse(queue)).containsExactly("a", "b");
        assertThat(browse(target)).isEmpty();
    }

    /** As application servers did it before there were resource adapters: the branch is begun around the session's run. */
    @Test
    void runsAsAServerSessionWithinABranch() throws Exception {
        Queue target = session.createQueue("target");
        List<String> ends = new CopyOnWriteArrayList<>();
        xa.setMessageListener(message -> {
            try {
                sendIn(xa, target, "reply to " + text(message));
            } catch (JMSException e) {
                ends.add(e.toString());
            }
        });
        Semaphore free = new Semaphore(1);
        ServerSession serverSession = new ServerSession() {
            @Override
            public Session getSession() {
                return xa;
            }

            @Override
            public void start() {
                daemon("server session", () -> {
                    ends.add(runInABranch(ends.isEmpty()));
                    free.release();
                });
            }
        };
        send("a");

        ServerSessionPool pool = () -> {
            free.acquireUninterruptibly();
            return serverSession;
        };
        xaConnection.createConnectionConsumer(queue, null, pool, 1);

        eventually(() -> ends.size() == 2);
        assertThat(ends).containsExactly("rollback", "commit");
        assertThat(browse(target)).containsExactly("reply to a");
        assertThat(browse(queue)).isEmpty();
    }

    private String runInABranch(boolean fails) {
        try {
            TestXid xid = begin();
            xa.run();
            end(xid);
            if (fails) {
                resource.rollback(xid);
                return "rollback";
            }
            resource.prepare(xid);
            resource.commit(xid, false);
            return "commit";
        } catch (XAException e) {
            return e.toString();
        }
    }

    @Test
    void refusesToBeginInAListenerWhoseMessageIsOutsideOfTransactions() throws Exception {
        List<Integer> codes = new CopyOnWriteArrayList<>();
        xa.createConsumer(queue).setMessageListener(message -> codes.add(code(this::begin)));

        send("a");

        eventually(() -> !codes.isEmpty());
        assertThat(codes).containsExactly(XAException.XAER_OUTSIDE);
        xa.close();
        assertThat(browse(queue)).isEmpty();
    }

    /** A listener's thread must not spin, nor lose messages, while its branch waits for its end. */
    @Test
    void listensAgainAfterABranchThatTimedOut() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        resource.setTransactionTimeout(1);
        TestXid xid = begin();
        eventually(() -> refusesSends());
        xa.createConsumer(queue).setMessageListener(message -> {
            try {
                heard.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
            } catch (JMSException e) {
                heard.add(e.toString());
            }
        });
        send("a");
        assertThat(heard).isEmpty();

        assertThat(code(() -> end(xid))).isEqualTo(XAException.XA_RBTIMEOUT);

        eventually(() -> heard.size() == 1);
        assertThat(heard).containsExactly("a1");
        resource.rollback(xid);
    }

    private boolean refusesSends() {
        try {
            sendXa("lost");
            return false;
        } catch (JMSException e) {
            return e.getMessage().contains("timeout");
        }
    }

    @Test
    void rollsABranchBackThatIsOverItsTimeout() throws Exception {
        send("a");
        resource.setTransactionTimeout(1);
        TestXid xid = begin();
        MessageConsumer consumer = xa.createConsumer(queue);
        assertThat(consumer.receiveNoWait()).isNotNull();
        sendXa("lost");

        Message again = session.createConsumer(queue).receive(SOON);

        assertThat(text(again)).isEqualTo("a");
        assertThat(again.getJMSRedelivered()).isTrue();
        assertThatThrownBy(() -> sendXa("b")).hasMessageContaining("timeout");
        send("c");
        assertThatThrownBy(consumer::receiveNoWait).hasMessageContaining("timeout");
        assertThat(browse(queue)).containsExactly("c");
        assertThat(code(() -> end(xid))).isEqualTo(XAException.XA_RBTIMEOUT);
        assertThat(code(() -> resource.commit(xid, true))).isEqualTo(XAException.XA_RBTIMEOUT);
        assertThat(code(() -> resource.rollback(xid))).isEqualTo(XAException.XAER_NOTA);
        sendXa("outside");
        assertThat(browse(queue)).containsExactly("c", "outside");
    }

    @Test
    void keepsAPreparedBranchBeyondItsTimeout() throws Exception {
        resource.setTransactionTimeout(1);
        TestXid prepared = begin();
        sendXa("a");
        end(prepared);
        resource.prepare(prepared);
        TestXid late = begin();
        eventually(() -> refusesSends());

        resource.commit(prepared, false);

        assertThat(browse(queue)).containsExactly("a");
        assertThat(code(() -> end(late))).isEqualTo(XAException.XA_RBTIMEOUT);
    }

    @Test
    void leavesNoThreadOfItsTimeoutsWhenTheStoreIsClosed() throws Exception {
        resource.setTransactionTimeout(1000);
        begin();
        assertThat(timeoutThreads()).isPositive();

        xaFactory.close();
        disconnect();

        eventually(() -> timeoutThreads() == 0);
    }

    private static long timeoutThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("persistq-branches"))
                .count();
    }

    @Test
    void countsAnAsynchronousSendToTheBranchInWhichItWasAskedFor() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        TestXid xid = begin();
        xa.createProducer(queue).send(xa.createTextMessage("a"), new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                told.countDown();
            }

            @Override
            public void onException(Message message, Exception exception) {}
        });
        end(xid);
        assertThat(told.await(SOON, TimeUnit.MILLISECONDS)).isTrue();

        resource.rollback(xid);

        assertThat(browse(queue)).isEmpty();
    }

    @Test
    void endsABranchOnceWhenManyAskAtTheSameTime() throws Exception {
        for (int round = 0; round < 30; round++) {
            TestXid xid = begin();
            sendXa("a");
            end(xid);
            resource.prepare(xid);
            List<String> outcomes = new CopyOnWriteArrayList<>();
            List<Thread> threads = List.of(
                    daemon("commit", () -> outcomes.add(outcome("commit", () -> resource.commit(xid, false)))),
                    daemon("rollback", () -> outcomes.add(outcome("rollback", () -> resource.rollback(xid)))));
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(outcomes).hasSize(2).contains("NOTA");
            assertThat(drain(session.createConsumer(queue))).hasSize(outcomes.contains("commit") ? 1 : 0);
        }
    }

    private interface Ending {
        void run() throws XAException;
    }

    private static String outcome(String name, Ending ending) {
        try {
            ending.run();
            return name;
        } catch (XAException e) {
            return e.errorCode == XAException.XAER_NOTA ? "NOTA" : String.valueOf(e.errorCode);
        }
    }

    @Test
    void closesWithoutAnyBranchAsAnySession() {
        assertThatCode(() -> {
                    xa.close();
                    xa.close();
                    xaConnection.close();
                })
                .doesNotThrowAnyException();
    }

    /** A send that another thread's close overtook was taken for one outside of any branch, and stored though its branch was not. */
    @Test
    void sendsNothingOnceTheSessionIsClosed() throws Exception {
        begin();
        MessageProducer producer = xa.createProducer(queue);
        TextMessage closing = (TextMessage) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {TextMessage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getText")) {
                        xa.close();
                        return "escaped";
                    }
                    return method.invoke(new ForeignText("").message(), arguments);
                });

        assertThatThrownBy(() -> producer.send(closing)).isInstanceOf(IllegalStateException.class);

        assertThat(browse(queue)).isEmpty();
    }
}
