package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Chapter 7, sending messages: section 7.3, asynchronous sends; what may be called from a completion listener is apart. */
class Chapter07AsyncSendTest extends Statements {
    @Test
    @Spec("7.3")
    void eachOfTheFourAsynchronousSendsSends() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);
        Completed byBound = new Completed(2);
        Completed byUnbound = new Completed(2);

        bound.send(session.createTextMessage("1"), byBound);
        bound.send(session.createTextMessage("2"), DeliveryMode.NON_PERSISTENT, 4, 60_000, byBound);
        byBound.await();
        unbound.send(queue, session.createTextMessage("3"), byUnbound);
        unbound.send(queue, session.createTextMessage("4"), DeliveryMode.NON_PERSISTENT, 4, 60_000, byUnbound);
        byUnbound.await();

        assertThat(byBound.texts()).containsExactly("1", "2");
        assertThat(byUnbound.texts()).containsExactly("3", "4");
        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3", "4");
    }

    @Test
    @Spec("7.3")
    void theOptionsOfAnAsynchronousSendAreThoseOfTheMessage() throws Exception {
        Completed completed = new Completed(1);

        session.createProducer(queue)
                .send(session.createTextMessage("hello"), DeliveryMode.NON_PERSISTENT, 8, 60_000, completed);
        completed.await();

        Message received = next(session.createConsumer(queue));
        assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(received.getJMSPriority()).isEqualTo(8);
        assertThat(received.getJMSExpiration()).isPositive();
    }

    @Test
    @Spec("7.3")
    void aJmsProducerWithAListenerSendsAsynchronously() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Completed completed = new Completed(2);
            JMSProducer producer = context.createProducer().setAsync(completed);

            producer.send(queue, "body").send(queue, context.createTextMessage("message"));
            completed.await();

            assertThat(producer.getAsync()).isSameAs(completed);
            assertThat(completed.texts()).containsExactly("body", "message");
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("body", "message");
    }

    @Test
    @Spec("7.3")
    void aJmsProducerWhoseListenerIsTakenAwaySendsSynchronously() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Completed completed = new Completed(1);
            JMSProducer producer = context.createProducer();
            assertThat(producer.getAsync()).isNull();
            producer.setAsync(completed).send(queue, "asynchronous");
            completed.await();

            producer.setAsync(null).send(queue, "synchronous");

            assertThat(producer.getAsync()).isNull();
            assertThat(drain(session.createConsumer(queue))).containsExactly("asynchronous", "synchronous");
            assertThat(completed.texts()).containsExactly("asynchronous");
        }
    }

    @Test
    @Spec("7.3")
    void aQueueSenderSendsAsynchronouslyAsWell() throws Exception {
        try (QueueConnection queues = store.queueFactory().createQueueConnection()) {
            QueueSession queueSession = queues.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
            Completed completed = new Completed(1);

            queueSession.createSender(queue).send(queueSession.createTextMessage("hello"), completed);
            completed.await();

            assertThat(completed.texts()).containsExactly("hello");
        }
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("7.3.1")
    void aCompletionComesNoEarlierThanTheMessageIsSent() throws Exception {
        Connection other = newConnection();
        other.start();
        MessageConsumer consumer = other.createSession().createConsumer(queue);
        CompletableFuture<Message> found = new CompletableFuture<>();

        session.createProducer(queue)
                .send(
                        session.createTextMessage("hello"),
                        onCompletion(sent -> found.complete(consumer.receiveNoWait())));

        assertThat(text(found.get(SOON, TimeUnit.MILLISECONDS))).isEqualTo("hello");
    }

    @Test
    @Spec("7.3.1")
    void anAsynchronousSendInATransactionIsNotSeenBeforeTheCommit() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue);
        Completed completed = new Completed(1);

        transacted.createProducer(queue).send(transacted.createTextMessage("hello"), completed);
        completed.await();

        assertThat(consumer.receiveNoWait()).isNull();
        transacted.commit();
        assertThat(nextText(consumer)).isEqualTo("hello");
    }

    @Test
    @Spec("7.3.2")
    @ArtemisDiffers("throws a NullPointerException for a null message")
    void whatTheCallThrowsIsNotToldToTheListener() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);
        Completed completed = new Completed(1);

        assertThatThrownBy(() -> bound.send((Message) null, completed)).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> unbound.send(null, session.createMessage(), completed))
                .isInstanceOf(InvalidDestinationException.class);

        Completed last = new Completed(1);
        bound.send(session.createTextMessage("good"), last);
        last.await();
        assertThat(completed.messages()).isEmpty();
        assertThat(completed.failures()).isEmpty();
    }

    @Test
    @Spec("7.3.2")
    void whatAJmsProducersCallThrowsIsNotToldToTheListener() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Completed completed = new Completed(1);
            JMSProducer producer = context.createProducer().setAsync(completed);

            assertThatThrownBy(() -> producer.send(queue, (Message) null))
                    .isInstanceOf(MessageFormatRuntimeException.class);
            assertThatThrownBy(() -> producer.send(null, "body"))
                    .isInstanceOf(InvalidDestinationRuntimeException.class);

            producer.send(queue, "good");
            completed.await();
            assertThat(completed.texts()).containsExactly("good");
            assertThat(completed.failures()).isEmpty();
        }
    }

    @Test
    @Spec("7.3.2")
    void anAsynchronousSendWithoutAListenerIsRefused() throws Exception {
        MessageProducer bound = session.createProducer(queue);
        MessageProducer unbound = session.createProducer(null);
        Message message = session.createMessage();

        assertIllegalArgument(() -> bound.send(message, null));
        assertIllegalArgument(() -> bound.send(message, DeliveryMode.PERSISTENT, 4, 0, null));
        assertIllegalArgument(() -> unbound.send(queue, message, null));
        assertIllegalArgument(() -> unbound.send(queue, message, DeliveryMode.PERSISTENT, 4, 0, null));
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    private static void assertIllegalArgument(org.assertj.core.api.ThrowableAssert.ThrowingCallable send) {
        assertThatThrownBy(send).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Spec("7.3.2")
    @ArtemisDiffers("creates the deleted temporary queue anew, and completes")
    void aSendThatCannotBeDoneIsThrownOrToldButNotCompleted() throws Exception {
        TemporaryQueue gone = session.createTemporaryQueue();
        MessageProducer producer = session.createProducer(gone);
        gone.delete();
        Completed completed = new Completed(1);

        boolean thrown = false;
        try {
            producer.send(session.createTextMessage("lost"), completed);
        } catch (JMSException e) {
            thrown = true;
        }

        if (!thrown) {
            completed.await();
        }
        assertThat(completed.failures()).hasSize(thrown ? 0 : 1);
        assertThat(completed.messages()).isEmpty();
    }

    @Test
    @Spec("7.3.3")
    void asynchronousSendsKeepTheirOrderWithoutWaitingForCompletions() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed completed = new Completed(50);

        for (int i = 0; i < 50; i++) {
            producer.send(session.createTextMessage("" + i), completed);
        }
        completed.await();

        List<String> received = drain(session.createConsumer(queue));
        assertThat(received).hasSize(50).isEqualTo(completed.texts());
        assertThat(received).first().isEqualTo("0");
        assertThat(received).last().isEqualTo("49");
    }

    @Test
    @Spec("7.3.3")
    void aContextsMixOfAsynchronousAndSynchronousSendsKeepsTheOrder() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Completed completed = new Completed(2);
            JMSProducer asynchronous = context.createProducer().setAsync(completed);

            asynchronous.send(queue, "1");
            asynchronous.setAsync(null).send(queue, "2");
            asynchronous.setAsync(completed).send(queue, "3");
            completed.await();
        }
        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("7.3.6")
    void theProvidersHeadersAreSetOnceTheListenerIsCalled() throws Exception {
        Completed completed = new Completed(1);
        MessageProducer producer = session.createProducer(queue);
        producer.setTimeToLive(60_000);
        long before = System.currentTimeMillis();

        producer.send(session.createTextMessage("hello"), completed);
        completed.await();

        Message sent = completed.messages().get(0);
        assertThat(sent.getJMSMessageID()).startsWith("ID:");
        assertThat(sent.getJMSTimestamp()).isBetween(before, System.currentTimeMillis());
        assertThat(sent.getJMSExpiration()).isEqualTo(sent.getJMSTimestamp() + 60_000);
        assertThat(((Queue) sent.getJMSDestination()).getQueueName()).isEqualTo(queue.getQueueName());
        assertThat(sent.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
        assertThat(next(session.createConsumer(queue)).getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
    }

    @Test
    @Spec("7.3.7")
    void theApplicationGoesOnUsingTheSessionAfterAnAsynchronousSend() throws Exception {
        Queue other = session.createQueue(unique("other"));
        Completed completed = new Completed(1);

        session.createProducer(queue).send(session.createTextMessage("asynchronous"), completed);
        session.createProducer(other).send(session.createTextMessage("synchronous"));

        assertThat(nextText(session.createConsumer(other))).isEqualTo("synchronous");
        completed.await();
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("asynchronous");
    }

    @Test
    @Spec("7.3.7")
    void aListenerUsesTheSessionThatNobodyElseUses() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed nested = new Completed(1);
        CompletionListener sendsAnother =
                onCompletion(sent -> producer.send(session.createTextMessage("second"), nested));

        producer.send(session.createTextMessage("first"), sendsAnother);
        nested.await();

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "second");
    }

    @Test
    @Spec("7.3.8")
    void aSessionCallsOneCompletionListenerAtATime() throws Exception {
        MessageProducer one = session.createProducer(queue);
        MessageProducer other = session.createProducer(queue);
        AtomicInteger running = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        CountDownLatch left = new CountDownLatch(40);
        CompletionListener listener = onCompletion(sent -> {
            overlapped.compareAndSet(false, running.incrementAndGet() > 1);
            Thread.yield();
            running.decrementAndGet();
            left.countDown();
        });

        for (int i = 0; i < 20; i++) {
            one.send(session.createTextMessage("one " + i), listener);
            other.send(session.createTextMessage("other " + i), listener);
        }

        assertThat(left.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(overlapped).isFalse();
    }

    @Test
    @Spec("7.3.8")
    void aContextsCompletionsComeInTheOrderOfItsSendsAndNotOnItsThread() throws Exception {
        try (JMSContext context = factory.createContext()) {
            Completed completed = new Completed(4);
            JMSProducer one = context.createProducer().setAsync(completed);
            JMSProducer other = context.createProducer().setAsync(completed);

            one.send(queue, "1");
            other.send(queue, "2");
            one.send(queue, "3");
            other.send(queue, "4");
            completed.await();

            assertThat(completed.texts()).containsExactly("1", "2", "3", "4");
            assertThat(completed.threads()).doesNotContain(Thread.currentThread());
        }
    }

    @Test
    @Spec("7.3.9")
    void aMessageWhoseSendIsCompleteIsTheApplicationsAgain() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        var message = session.createTextMessage("first");
        Completed first = new Completed(1);
        producer.send(message, first);
        first.await();

        message.setText("second");
        Completed second = new Completed(1);
        producer.send(message, second);
        second.await();

        assertThat(drain(session.createConsumer(queue))).containsExactly("first", "second");
    }

    @Test
    @Spec("7.3.8")
    void aListenerThatThrowsDoesNotKeepOthersFromBeingCalled() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        Completed completed = new Completed(1);

        producer.send(session.createTextMessage("1"), onCompletion(sent -> {
            throw new IllegalArgumentException("a bad listener");
        }));
        producer.send(session.createTextMessage("2"), completed);
        completed.await();

        assertThat(completed.texts()).containsExactly("2");
        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2");
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "does not wait", always = false)
    void closingASessionWaitsForItsCompletionListeners() throws Exception {
        assertWaits(session, session::close);
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "does not wait", always = false)
    void closingAConnectionWaitsForItsCompletionListeners() throws Exception {
        Connection closed = newConnection();
        assertWaits(closed.createSession(), closed::close);
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "does not wait", always = false)
    void aRollbackWaitsForCompletionListenersAndDestroysWhatWasSent() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        assertWaits(transacted, transacted::rollback);
        assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "does not wait", always = false)
    void aCommitWaitsForCompletionListeners() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        assertWaits(transacted, transacted::commit);
        assertThat(nextText(session.createConsumer(queue))).isEqualTo("hello");
    }

    private interface Ending {
        void run() throws JMSException;
    }

    /** Sends with a listener that is slow, and asserts that the ending does not end before the listener returned. */
    private void assertWaits(Session sending, Ending ending) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        sending.createProducer(queue).send(sending.createTextMessage("hello"), onCompletion(sent -> {
            called.countDown();
            release.await(SOON, TimeUnit.MILLISECONDS);
            returned.set(true);
        }));
        assertThat(called.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        AtomicBoolean returnedBefore = new AtomicBoolean();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                ending.run();
                returnedBefore.set(returned.get());
            } catch (JMSException e) {
                failure.set(e);
            }
        });
        thread.start();
        thread.join(BRIEFLY / 2);
        assertThat(thread.isAlive()).as("it waits").isTrue();

        release.countDown();

        thread.join(SOON);
        assertThat(failure.get()).isNull();
        assertThat(returnedBefore).isTrue();
    }

    @Test
    @Spec("7.3.4")
    void closingAContextWaitsForItsCompletionListeners() throws Exception {
        Completed completed = new Completed(3);
        try (JMSContext context = factory.createContext()) {
            JMSProducer producer = context.createProducer().setAsync(completed);
            producer.send(queue, "1").send(queue, "2").send(queue, "3");
        }
        assertThat(completed.texts()).containsExactly("1", "2", "3");
        assertThat(drain(session.createConsumer(queue))).containsExactly("1", "2", "3");
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers(value = "does not wait", always = false)
    void aContextsCommitAndRollbackWaitForItsCompletionListeners() {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            Completed committed = new Completed(2);
            context.createProducer().setAsync(committed).send(queue, "1").send(queue, "2");
            context.commit();
            assertThat(committed.texts()).containsExactly("1", "2");

            Completed rolledBack = new Completed(1);
            context.createProducer().setAsync(rolledBack).send(queue, "3");
            context.rollback();
            assertThat(rolledBack.texts()).containsExactly("3");
        }
    }

    @Test
    @Spec("7.3.4")
    void aListenerMayNotCloseItsProducerSessionOrConnection() throws Exception {
        MessageProducer producer = session.createProducer(queue);

        assertThat(thrownWithin(producer, session, producer::close)).isInstanceOf(IllegalStateException.class);
        assertThat(thrownWithin(producer, session, session::close)).isInstanceOf(IllegalStateException.class);
        assertThat(thrownWithin(producer, session, connection::close)).isInstanceOf(IllegalStateException.class);
        producer.send(session.createTextMessage("still open"));
        assertThat(drain(session.createConsumer(queue))).endsWith("still open");
    }

    @Test
    @Spec("7.3.4")
    @ArtemisDiffers("rolls back or commits")
    void aListenerMayNotCommitOrRollBackItsSession() throws Exception {
        Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
        MessageProducer producer = transacted.createProducer(queue);

        assertThat(thrownWithin(producer, transacted, transacted::commit)).isInstanceOf(IllegalStateException.class);
        assertThat(thrownWithin(producer, transacted, transacted::rollback)).isInstanceOf(IllegalStateException.class);
        transacted.commit();
        assertThat(drain(session.createConsumer(queue))).hasSize(2);
    }

    /** What a call throws when it is made by a completion listener of a session. */
    private static Exception thrownWithin(MessageProducer producer, Session sending, Ending call) throws Exception {
        CompletableFuture<Exception> thrown = new CompletableFuture<>();
        producer.send(sending.createTextMessage("hello"), onCompletion(sent -> {
            try {
                call.run();
                thrown.complete(null);
            } catch (JMSException e) {
                thrown.complete(e);
            }
        }));
        return thrown.get(SOON, TimeUnit.MILLISECONDS);
    }

    @Test
    @Spec("7.3.4")
    void aListenerMayNotCloseCommitOrRollBackItsContext() throws Exception {
        try (JMSContext context = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (Runnable call : List.<Runnable>of(context::close, context::commit, context::rollback)) {
                assertThat(thrownWithin(context, call)).isInstanceOf(jakarta.jms.IllegalStateRuntimeException.class);
            }
            context.commit();
        }
        assertThat(drain(session.createConsumer(queue))).hasSize(3);
    }

    @Test
    @Spec("7.3.4")
    void aListenerMayStopItsContext() throws Exception {
        try (JMSContext context = factory.createContext()) {
            assertThat(thrownWithin(context, context::stop)).isNull();
        }
    }

    private Exception thrownWithin(JMSContext context, Runnable call) throws Exception {
        CompletableFuture<Exception> thrown = new CompletableFuture<>();
        context.createProducer()
                .setAsync(onCompletion(sent -> {
                    try {
                        call.run();
                        thrown.complete(null);
                    } catch (JMSRuntimeException e) {
                        thrown.complete(e);
                    }
                }))
                .send(queue, "hello");
        return thrown.get(SOON, TimeUnit.MILLISECONDS);
    }

    private interface Completing {
        void completed(Message sent) throws Exception;
    }

    private static CompletionListener onCompletion(Completing completing) {
        return new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
                try {
                    completing.completed(message);
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void onException(Message message, Exception exception) {
                throw new AssertionError(exception);
            }
        };
    }
}
