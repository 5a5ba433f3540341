package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import javax.naming.Reference;
import org.junit.jupiter.api.Test;

class FactoryTest extends JmsFixture {
    @Test
    void connectsToTheUrlThatWasSet() throws JMSException {
        PersistqConnectionFactory bean = new PersistqConnectionFactory();
        bean.setUrl("persistq:memory:factory-test");

        try (Connection made = bean.createConnection()) {
            assertThat(made.createSession()).isNotNull();
        }
        assertThat(bean.getUrl()).isEqualTo("persistq:memory:factory-test");
        assertThat(bean).isInstanceOf(QueueConnectionFactory.class).isInstanceOf(TopicConnectionFactory.class);
    }

    @Test
    void saysThatAUrlIsMissing() {
        PersistqConnectionFactory bean = new PersistqConnectionFactory();

        assertThatThrownBy(bean::createConnection)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setUrl");
    }

    @Test
    void keepsItsUrlWhenABadOneIsSet() {
        String before = factory.getUrl();

        assertThatThrownBy(() -> factory.setUrl("persistq:memory:x?nonsense=1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");

        assertThat(factory.getUrl()).isEqualTo(before);
    }

    @Test
    void sharesOneStoreAmongFactories() throws JMSException {
        send("a");

        try (Connection other = factory("clientID=someone").createConnection()) {
            other.start();
            assertThat(drain(other.createSession().createConsumer(queue))).containsExactly("a");
        }
    }

    @Test
    void refusesOtherStoreOptionsWhileTheStoreIsOpen() {
        PersistqConnectionFactory other = factory("maxMessageBytes=2m");

        assertThatThrownBy(other::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("maxMessageBytes=2m");
    }

    @Test
    void refusesOtherDestinationOptionsWhileTheStoreIsOpen() {
        PersistqConnectionFactory other = factory("ord*.maxDeliveries=2");

        assertThatThrownBy(other::createConnection)
                .isInstanceOf(JMSException.class)
                .hasMessageContaining("ord*.maxDeliveries=2");
    }

    @Test
    void takesAnOptionThatSpellsOutTheDefault() {
        assertThatCode(() -> factory("maxDeliveries=10&maxMessageBytes=100m")
                        .createConnection()
                        .close())
                .doesNotThrowAnyException();
    }

    @Test
    void opensTheStoreWithOtherOptionsOnceItIsClosed() throws JMSException {
        factory.close();

        try (Connection other = factory("maxMessageBytes=2m").createConnection()) {
            assertThat(other.createSession()).isNotNull();
        }
    }

    @Test
    void closesTheConnectionsThatItMadeAndNoOthers() throws JMSException {
        PersistqConnectionFactory other = factory("");
        Connection own = other.createConnection();

        other.close();

        assertThatThrownBy(own::createSession).isInstanceOf(IllegalStateException.class);
        assertThat(connection.createSession()).isNotNull();
        assertThatCode(() -> other.createConnection().close()).doesNotThrowAnyException();
    }

    @Test
    void keepsTheStoreOpenUntilTheLastConnectionCloses() throws JMSException {
        Connection second = factory.createConnection();
        second.start();
        send("a");

        connection.close();

        assertThat(drain(second.createSession().createConsumer(queue))).containsExactly("a");
    }

    @Test
    void comesBackFromItsReference() throws Exception {
        Reference reference = factory.getReference();
        Object again = Class.forName(reference.getFactoryClassName())
                .asSubclass(javax.naming.spi.ObjectFactory.class)
                .getConstructor()
                .newInstance()
                .getObjectInstance(reference, null, null, null);

        assertThat(((PersistqConnectionFactory) again).getUrl()).isEqualTo(factory.getUrl());
    }

    @Test
    void survivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(factory);

        Object again = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(((PersistqConnectionFactory) again).getUrl()).isEqualTo(factory.getUrl());
        ((PersistqConnectionFactory) again).createConnection().close();
    }
}
