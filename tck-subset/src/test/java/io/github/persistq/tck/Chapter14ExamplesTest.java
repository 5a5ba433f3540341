package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter 14, examples of the classic API: each as a program that runs. */
class Chapter14ExamplesTest extends Statements {
    @Test
    @Spec("14.2")
    void aQuoteIsSentAndReceivedAsAText() throws Exception {
        try (Connection quotes = factory.createConnection()) {
            Session quoting = quotes.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageProducer producer = quoting.createProducer(queue);
            MessageConsumer consumer = quoting.createConsumer(queue);
            quotes.start();
            TextMessage quote = quoting.createTextMessage();
            quote.setText("ORCL 31.5");

            producer.send(quote);

            Message received = consumer.receive(4000);
            assertThat(((TextMessage) received).getText()).isEqualTo("ORCL 31.5");
            assertThat(received.getBody(String.class)).isEqualTo("ORCL 31.5");
        }
    }

    @Test
    @Spec("14.3.1")
    void aQuoteIsHeardByAListener() throws Exception {
        try (Connection quotes = factory.createConnection()) {
            Inbox listener = new Inbox();
            quotes.createSession().createConsumer(queue).setMessageListener(listener);
            quotes.start();

            send("ORCL 31.5");

            assertThat(listener.nextText()).isEqualTo("ORCL 31.5");
        }
    }

    @Test
    @Spec("14.3.2")
    void aConsumerIsInterestedInOneSector() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        for (String sector : new String[] {"Financial", "Technology", "Global"}) {
            TextMessage quote = session.createTextMessage();
            quote.setText("a quote of the sector " + sector);
            quote.setStringProperty("StockSector", sector);
            producer.send(quote);
        }

        MessageConsumer consumer = session.createConsumer(queue, "(StockSector = 'Technology')");

        assertThat(drain(consumer)).containsExactly("a quote of the sector Technology");
    }

    @Test
    @Spec("14.3.3")
    void newsThatComeWhileNobodyReadsAreReadLater() throws Exception {
        Topic news = session.createTopic(unique("BreakingNews"));
        String id = unique("reader");
        try (Connection reader = factory.createConnection()) {
            reader.setClientID(id);
            reader.createSession(Session.AUTO_ACKNOWLEDGE).createDurableConsumer(news, "mySubscription");
        }
        session.createProducer(news).send(session.createTextMessage("flash"));

        try (Connection reader = factory.createConnection()) {
            reader.setClientID(id);
            Session reading = reader.createSession(Session.AUTO_ACKNOWLEDGE);
            MessageConsumer consumer = reading.createDurableConsumer(news, "mySubscription");
            reader.start();
            assertThat(nextText(consumer)).isEqualTo("flash");
        }
    }

    @Test
    @Spec("14.4.3")
    void aQuoteIsSentAsBytesAndReadInParts() throws Exception {
        byte[] stockData = {1, 2, 3, 4, 5};
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(stockData);
        session.createProducer(queue).send(message);

        BytesMessage received = (BytesMessage) next(session.createConsumer(queue));

        byte[] part = new byte[3];
        assertThat(received.getBodyLength()).isEqualTo(5);
        assertThat(received.readBytes(part)).isEqualTo(3);
        assertThat(part).containsExactly(1, 2, 3);
        assertThat(received.readBytes(part)).isEqualTo(2);
        assertThat(Arrays.copyOf(part, 2)).containsExactly(4, 5);
        assertThat(received.readBytes(part)).isEqualTo(-1);
        assertThat(received.getBody(byte[].class)).isEqualTo(stockData);
    }

    @Test
    @Spec("14.4.5")
    void aQuoteIsSentAsAMapAndReadInAnyOrder() throws Exception {
        MapMessage message = session.createMapMessage();
        message.setString("Name", "ORCL");
        message.setDouble("Value", 31.5);
        message.setLong("Time", 1_000_000L);
        message.setDouble("Diff", -0.25);
        session.createProducer(queue).send(message);

        MapMessage received = (MapMessage) next(session.createConsumer(queue));

        assertThat(received.getDouble("Diff")).isEqualTo(-0.25);
        assertThat(received.getString("Name")).isEqualTo("ORCL");
        assertThat(received.getLong("Time")).isEqualTo(1_000_000L);
        assertThat((Object) received.getBody(Map.class))
                .isEqualTo(Map.of("Name", "ORCL", "Value", 31.5, "Time", 1_000_000L, "Diff", -0.25));
        assertThat(list(received.getMapNames()).size()).isEqualTo(4);
    }

    @Test
    @Spec("14.4.7")
    void aQuoteIsSentAsAStreamAndReadInItsOrder() throws Exception {
        StreamMessage message = session.createStreamMessage();
        message.writeString("ORCL");
        message.writeDouble(31.5);
        message.writeLong(1_000_000L);
        session.createProducer(queue).send(message);

        StreamMessage received = (StreamMessage) next(session.createConsumer(queue));

        assertThat(received.readString()).isEqualTo("ORCL");
        assertThat(received.readDouble()).isEqualTo(31.5);
        assertThat(received.readLong()).isEqualTo(1_000_000L);
    }

    @Test
    @Spec("14.4.9")
    void aQuoteIsSentAsAnObject() throws Exception {
        Date stockObject = new Date(1_000_000L);
        ObjectMessage message = session.createObjectMessage();
        message.setObject(stockObject);
        session.createProducer(queue).send(message);

        Message received = next(session.createConsumer(queue));

        assertThat(((ObjectMessage) received).getObject()).isEqualTo(stockObject);
        assertThat(received.getBody(Date.class)).isEqualTo(stockObject);
    }
}
