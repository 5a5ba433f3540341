package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.StoreRegistry;
import io.github.persistq.spi.QueueName;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishers at work while subscribers come and go. */
class TopicChurnTest extends JmsFixture {
    private static final int PUBLISHERS = 3;
    private static final int MESSAGES = 300;

    private final AtomicBoolean published = new AtomicBoolean();
    private Topic topic;

    @Override
    String options() {
        return "clientID=desk";
    }

    @BeforeEach
    void createTopic() throws JMSException {
        topic = session.createTopic("news");
    }

    /** Checks that each publisher's messages arrive in order, once, and from some point on without a gap. */
    private static final class Progress {
        private final Map<Integer, Integer> next = new HashMap<>();
        private int received;

        void received(Message message) throws JMSException {
            int publisher = message.getIntProperty("publisher");
            int number = message.getIntProperty("number");
            assertThat(number)
                    .as("publisher %d", publisher)
                    .isEqualTo(next.getOrDefault(publisher, number).intValue());
            next.put(publisher, number + 1);
            received++;
        }

        Progress fromTheBeginning() {
            for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
                next.put(publisher, 0);
            }
            return this;
        }
    }

    /** Sends, in transactions of one or two messages, or each by itself. */
    private Void publish(int publisher, Random random) throws JMSException {
        boolean transacted = publisher == 0;
        Session publishing =
                connection.createSession(transacted ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = publishing.createProducer(topic);
        for (int number = 0; number < MESSAGES; number++) {
            Message message = publishing.createMessage();
            message.setIntProperty("publisher", publisher);
            message.setIntProperty("number", number);
            producer.send(message, 1, 4, 0);
            if (transacted && (random.nextBoolean() || number == MESSAGES - 1)) {
                publishing.commit();
            }
        }
        publishing.close();
        return null;
    }

    /** One durable subscription whose consumer is closed and made anew all the time. */
    private Progress durable(Random random) throws JMSException {
        Progress progress = new Progress().fromTheBeginning();
        while (progress.received < PUBLISHERS * MESSAGES) {
            Session consuming = connection.createSession(
                    random.nextBoolean() ? Session.SESSION_TRANSACTED : Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = consuming.createDurableConsumer(topic, "durable");
            for (int n = random.nextInt(20); n >= 0 && progress.received < PUBLISHERS * MESSAGES; n--) {
                progress.received(consumer.receive(SOON));
            }
            if (consuming.getTransacted()) {
                consuming.commit();
            }
            consuming.close();
        }
        return progress;
    }

    /** Subscriptions that end with their consumers, one after the other. */
    private Void passing(Random random) throws JMSException {
        Session consuming = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
        while (!published.get()) {
            Progress progress = new Progress();
            MessageConsumer consumer = consuming.createConsumer(topic, null, false);
            Message last = null;
            for (int n = random.nextInt(10); n >= 0; n--) {
                Message message = consumer.receive(20);
                if (message != null) {
                    progress.received(message);
                    last = message;
                }
            }
            boolean late = random.nextBoolean();
            if (late) {
                consumer.close();
            }
            if (last != null) {
                last.acknowledge();
            }
            consumer.close();
        }
        consuming.close();
        return null;
    }

    /** Consumers of one shared subscription, which never has fewer than one. */
    private Void sharing(Random random, Map<String, Boolean> seen) throws JMSException {
        Session consuming = connection.createSession();
        MessageConsumer consumer = consuming.createSharedConsumer(topic, "shared");
        while (seen.size() < PUBLISHERS * MESSAGES) {
            for (int n = random.nextInt(10); n >= 0; n--) {
                Message message = consumer.receive(20);
                if (message != null) {
                    String id = message.getIntProperty("publisher") + "/" + message.getIntProperty("number");
                    assertThat(seen.put(id, true)).as(id).isNull();
                }
            }
            MessageConsumer successor = consuming.createSharedConsumer(topic, "shared");
            consumer.close();
            consumer = successor;
        }
        consuming.close();
        return null;
    }

    private long storedSubscriptions() {
        try (StoreRegistry.Reference store =
                StoreRegistry.shared().acquire(StoreUrl.parse(url(options())), InstantSource.system())) {
            return store.store().queues().stream()
                    .filter(name -> name.kind() == QueueName.Kind.SUBSCRIPTION)
                    .count();
        }
    }

    @Test
    void givesEachSubscriptionItsMessagesOnceAndInOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.printf("Publishing against subscribers that come and go on %s, seed %dL%n", engine, seed);
        Random random = new Random(seed);
        Map<String, Boolean> seen = new ConcurrentHashMap<>();
        session.createDurableConsumer(topic, "durable").close();
        MessageConsumer keepsTheSharedOne = session.createSharedConsumer(topic, "shared");
        List<Callable<?>> subscribers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Random own = new Random(random.nextLong());
            subscribers.add(() -> passing(own));
        }
        for (int i = 0; i < 2; i++) {
            Random own = new Random(random.nextLong());
            subscribers.add(() -> sharing(own, seen));
        }
        Random own = new Random(random.nextLong());
        subscribers.add(() -> durable(own));

        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Callable<?> subscriber : subscribers) {
                running.add(threads.submit(subscriber));
            }
            List<Future<?>> publishing = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int publisher = i;
                Random publishers = new Random(random.nextLong());
                publishing.add(threads.submit(() -> publish(publisher, publishers)));
            }
            for (Future<?> one : publishing) {
                one.get();
            }
            published.set(true);
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        keepsTheSharedOne.close();
        assertThat(seen).hasSize(PUBLISHERS * MESSAGES);
        assertThat(drain(session.createDurableConsumer(topic, "durable"))).isEmpty();
        assertThat(storedSubscriptions()).isOne();
    }
}
