package io.github.persistq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

class ConnectionTest extends JmsFixture {
    @Test
    void hasNoClientIdentifierAtFirst() throws JMSException {
        assertThat(connection.getClientID()).isNull();
    }

    @Test
    void takesAClientIdentifier() throws JMSException {
        Connection other = factory.createConnection();

        other.setClientID("me");

        assertThat(other.getClientID()).isEqualTo("me");
    }

    @Test
    void refusesASecondClientIdentifier() throws JMSException {
        Connection other = factory.createConnection();
        other.setClientID("me");

        assertThatThrownBy(() -> other.setClientID("you")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAClientIdentifierAfterAnyUse() throws JMSException {
        Connection other = factory.createConnection();
        other.createSession();

        assertThatThrownBy(() -> other.setClientID("me")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAClientIdentifierThatAnotherConnectionHas() throws JMSException {
        Connection one = factory.createConnection();
        one.setClientID("me");
        Connection two = factory.createConnection();

        assertThatThrownBy(() -> two.setClientID("me")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> two.setClientID("")).isInstanceOf(InvalidClientIDException.class);
        assertThatThrownBy(() -> two.setClientID(null)).isInstanceOf(InvalidClientIDException.class);

        one.close();
        two.setClientID("me");
        assertThat(two.getClientID()).isEqualTo("me");
    }

    @Test
    void takesTheClientIdentifierOfTheFactory() throws JMSException {
        PersistqConnectionFactory named = factory("clientID=app");
        Connection one = named.createConnection();

        assertThat(one.getClientID()).isEqualTo("app");
        assertThatThrownBy(() -> one.setClientID("me")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(named::createConnection).isInstanceOf(InvalidClientIDException.class);

        one.close();
        assertThatCode(() -> named.createConnection().close()).doesNotThrowAnyException();
    }

    @Test
    void describesItself() throws JMSException {
        ConnectionMetaData data = connection.getMetaData();

        assertThat(data.getJMSVersion()).isEqualTo("3.1");
        assertThat(data.getJMSMajorVersion()).isEqualTo(3);
        assertThat(data.getJMSMinorVersion()).isEqualTo(1);
        assertThat(data.getJMSProviderName()).isEqualTo("PersistQ");
        assertThat(data.getProviderVersion())
                .isEqualTo(data.getProviderMajorVersion() + "." + data.getProviderMinorVersion());
        assertThat(Collections.list((Enumeration<?>) data.getJMSXPropertyNames()).stream()
                        .map(Object::toString))
                .containsExactlyInAnyOrder("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    void acceptsAnyUserAndPassword() throws JMSException {
        try (Connection one = factory.createConnection("anybody", "secret");
                Connection two = factory.createConnection(null, null)) {
            assertThat(one.createSession()).isNotNull();
            assertThat(two.createSession()).isNotNull();
        }
    }

    @Test
    void keepsItsExceptionListener() throws JMSException {
        jakarta.jms.ExceptionListener listener = e -> {};

        connection.setExceptionListener(listener);

        assertThat(connection.getExceptionListener()).isSameAs(listener);
    }

    @Test
    void refusesUnknownSessionModes() {
        assertThatThrownBy(() -> connection.createSession(-1)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createSession(false, 99)).isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createSession(false, 0)).isInstanceOf(JMSException.class);
    }

    @Test
    void ignoresTheModeOfATransactedSession() throws JMSException {
        assertThat(connection.createSession(true, -5).getAcknowledgeMode()).isZero();
    }
}
