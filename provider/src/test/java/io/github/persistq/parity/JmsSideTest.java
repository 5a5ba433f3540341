package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.QueueOptions;
import io.github.persistq.Serializers;
import io.github.persistq.StoredItem;
import io.github.persistq.jms.PersistqConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.ObjectInputFilter;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One queue, one program that speaks JMS and one that does not. */
class JmsSideTest extends StoreFixture {
    private PersistqConnectionFactory factory;
    private JMSContext context;
    private Queue jmsQueue;

    @BeforeEach
    void connect() {
        factory = new PersistqConnectionFactory(url(""));
        context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
        jmsQueue = context.createQueue("orders");
    }

    @AfterEach
    void disconnect() throws JMSException {
        factory.close();
    }

    private Message receive(String name) {
        try (var consumer = context.createConsumer(context.createQueue(name))) {
            return consumer.receive(SOON.toMillis());
        }
    }

    @Test
    @Parity({"P1", "P12", "P22"})
    void jmsReadsTextWithItsPropertiesAndPriority() throws Exception {
        queue.put(
                "h\u00e4llo",
                PutOptions.DEFAULT
                        .priority(2)
                        .property("colour", "red")
                        .group("g")
                        .uniqueKey("k"));

        TextMessage message = (TextMessage) receive("orders");

        assertThat(message.getText()).isEqualTo("h\u00e4llo");
        assertThat(message.getJMSPriority()).isEqualTo(7);
        assertThat(message.getJMSMessageID()).startsWith("ID:");
        assertThat(message.getStringProperty("colour")).isEqualTo("red");
        assertThat(message.getStringProperty("JMSXGroupID")).isEqualTo("g");
        assertThat(message.getStringProperty("JMS_PERSISTQ_UNIQUE_KEY")).isEqualTo("k");
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        assertThat(Instant.ofEpochMilli(message.getJMSTimestamp()))
                .isAfter(Instant.now().minusSeconds(60));
        assertThat(message.getJMSDestination()).isEqualTo(jmsQueue);
        message.acknowledge();
        assertThat(queue.stats().unsettled()).isZero();
    }

    @Test
    @Parity("P22")
    void jmsReadsEveryKindOfItem() throws Exception {
        PersistentQueue<Map<String, Integer>> json = store.queue("json", Serializers.json((Type) Map.class));
        PersistentQueue<byte[]> bytes = store.queue("bytes", Serializers.bytes());
        PersistentQueue<Map<String, Integer>> cbor = store.queue("cbor", Serializers.cbor((Type) Map.class));
        PersistentQueue<String> objects =
                store.queue("java", Serializers.java(String.class, info -> ObjectInputFilter.Status.ALLOWED));
        json.put(Map.of("a", 1));
        bytes.put(new byte[] {1, 2, 3});
        cbor.put(Map.of("a", 1));
        objects.put("text");

        assertThat(receive("json").getBody(String.class)).isEqualTo("{\"a\":1}");
        assertThat(receive("bytes").getBody(byte[].class)).containsExactly(1, 2, 3);
        assertThat(receive("cbor")).isInstanceOf(BytesMessage.class);
        assertThat(((ObjectMessage) receive("java")).getObject()).isEqualTo("text");
    }

    @Test
    @Parity("P28")
    void nullsAreNullBodies() throws Exception {
        queue.put(null);
        PersistentQueue<byte[]> bytes = store.queue("bytes", Serializers.bytes());
        bytes.put(null);
        context.createProducer().send(context.createQueue("back"), context.createTextMessage());

        assertThat(((TextMessage) receive("orders")).getText()).isNull();
        assertThat(receive("bytes").getBody(Object.class)).isNull();
        assertThat(queue("back", QueueOptions.DEFAULT).poll().orElseThrow().item())
                .isNull();
    }

    @Test
    @Parity({"P1", "P12", "P22"})
    void readsWhatJmsSends() throws Exception {
        JMSProducer producer = context.createProducer().setPriority(9).setProperty("weight", 7);
        producer.send(jmsQueue, "from jms");
        BytesMessage message = context.createBytesMessage();
        message.writeBytes(new byte[] {4, 5});
        producer.send(context.createQueue("raw"), message);
        producer.send(context.createQueue("objects"), context.createObjectMessage("an object"));

        Delivery<String> text = queue.poll(SOON).orElseThrow();
        assertThat(text.item()).isEqualTo("from jms");
        assertThat(text.priority()).isZero();
        assertThat(text.properties()).containsEntry("weight", 7);
        text.ack();
        assertThat(store.queue("raw", Serializers.bytes())
                        .poll(SOON)
                        .orElseThrow()
                        .item())
                .containsExactly(4, 5);
        assertThat(store.queue("objects", Serializers.java(String.class, info -> ObjectInputFilter.Status.ALLOWED))
                        .poll(SOON)
                        .orElseThrow()
                        .item())
                .isEqualTo("an object");
    }

    @Test
    @Parity("P22")
    void makesADeadLetterOfAnotherKindOfMessage() throws Exception {
        context.createProducer().send(jmsQueue, Map.of("a", (Object) 1));
        context.createProducer().send(jmsQueue, new byte[] {1});
        context.createProducer().send(jmsQueue, "good");

        assertThat(queue.take().item()).isEqualTo("good");

        Message dead = receive("DLQ.orders");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_REASON")).isEqualTo("unreadable");
        assertThat(dead.getStringProperty("JMS_PERSISTQ_ERROR"))
                .contains("kind MAP")
                .contains("'utf8'")
                .contains("kind TEXT");
    }

    @Test
    @Parity({"P9", "P18"})
    void wakesEachOther() throws Exception {
        var received = new java.util.concurrent.LinkedBlockingQueue<String>();
        daemon("taker", () -> {
            Delivery<String> delivery = queue.take();
            received.add(delivery.item());
            delivery.ack();
        });

        context.createProducer().send(jmsQueue, "wake up");

        assertThat(received.poll(SOON.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo("wake up");
        assertThat(queue.awaitDrained(SOON)).isTrue();
    }

    @Test
    @Parity("P35")
    void optionsOfAProgramHoldForJmsInTheSameProcess() {
        PersistentQueue<String> jobs = queue("jobs", QueueOptions.DEFAULT.maxDeliveries(1));
        jobs.put("bad");
        receive("jobs");
        context.recover();

        StoredItem<String> dead =
                store.queue("DLQ.jobs", Serializers.utf8()).peek().orElseThrow();

        assertThat(dead.item()).isEqualTo("bad");
    }
}
