package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.Session;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnectionFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;

class XaFactoryTest {
    private static final String URL = "persistq:memory:xa-factory-test";

    @Test
    void isAConnectionFactoryOfEveryKind() throws JMSException {
        try (PersistqXAConnectionFactory factory = new PersistqXAConnectionFactory(URL)) {
            assertThat(factory)
                    .isInstanceOf(XAConnectionFactory.class)
                    .isInstanceOf(XAQueueConnectionFactory.class)
                    .isInstanceOf(XATopicConnectionFactory.class)
                    .isInstanceOf(ConnectionFactory.class)
                    .isInstanceOf(QueueConnectionFactory.class)
                    .isInstanceOf(TopicConnectionFactory.class);
            assertThat(factory.createXAConnection("user", "password").createXASession())
                    .isNotNull();
            assertThat(factory.createConnection().createSession().getTransacted())
                    .isFalse();
            assertThat(factory.createContext(Session.CLIENT_ACKNOWLEDGE).getSessionMode())
                    .isEqualTo(Session.CLIENT_ACKNOWLEDGE);
        }
    }

    @Test
    void takesItsUrlLater() throws JMSException {
        PersistqXAConnectionFactory bean = new PersistqXAConnectionFactory();
        assertThatThrownBy(bean::createXAConnection)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setUrl");
        assertThatThrownBy(bean::createXAContext).isInstanceOf(IllegalStateRuntimeException.class);
        assertThatThrownBy(() -> bean.setUrl("persistq:memory:x?nonsense=1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense");

        bean.setUrl(URL);

        assertThat(bean.getUrl()).isEqualTo(URL);
        bean.createXAConnection().close();
    }

    @Test
    void closesItsConnections() throws JMSException {
        PersistqXAConnectionFactory factory = new PersistqXAConnectionFactory(URL);
        XAConnection connection = factory.createXAConnection();

        factory.close();

        assertThatThrownBy(connection::createXASession).isInstanceOf(IllegalStateException.class);
        factory.createXAConnection().close();
    }

    @Test
    void comesBackFromItsReference() throws Exception {
        Reference reference = new PersistqXAConnectionFactory(URL).getReference();
        ObjectFactory objects = Class.forName(reference.getFactoryClassName())
                .asSubclass(ObjectFactory.class)
                .getConstructor()
                .newInstance();

        Object again = objects.getObjectInstance(reference, null, null, null);

        assertThat(again)
                .isInstanceOfSatisfying(
                        PersistqXAConnectionFactory.class,
                        factory -> assertThat(factory.getUrl()).isEqualTo(URL));
        assertThat(objects.getObjectInstance(new Reference("other"), null, null, null))
                .isNull();
    }

    @Test
    void survivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new PersistqXAConnectionFactory(URL));

        Object again = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        PersistqXAConnectionFactory factory = (PersistqXAConnectionFactory) again;
        assertThat(factory.getUrl()).isEqualTo(URL);
        factory.createXAConnection().close();
    }
}
