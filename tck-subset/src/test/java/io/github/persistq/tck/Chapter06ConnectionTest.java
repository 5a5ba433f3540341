package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter 6, connecting to a provider: section 6.1, connections and what they tell. */
class Chapter06ConnectionTest extends Statements {
    @Test
    @Spec("6.1")
    void aConnectionIsCreatedWithANameAndAPassword() throws Exception {
        send("hello");
        try (Connection named = factory.createConnection("name", "password")) {
            named.start();

            assertThat(nextText(named.createSession().createConsumer(queue))).isEqualTo("hello");
        }
    }

    @Test
    @Spec("6.1")
    void aContextIsCreatedInEachOfTheSessionModes() {
        int[] modes = {
            JMSContext.SESSION_TRANSACTED,
            JMSContext.AUTO_ACKNOWLEDGE,
            JMSContext.CLIENT_ACKNOWLEDGE,
            JMSContext.DUPS_OK_ACKNOWLEDGE
        };
        for (int mode : modes) {
            try (JMSContext context = factory.createContext(mode);
                    JMSContext named = factory.createContext("name", "password", mode)) {
                assertThat(context.getSessionMode()).isEqualTo(mode);
                assertThat(context.getTransacted()).isEqualTo(mode == JMSContext.SESSION_TRANSACTED);
                assertThat(named.getSessionMode()).isEqualTo(mode);
            }
        }
    }

    @Test
    @Spec("6.1")
    void aContextAcknowledgesAutomaticallyUnlessToldOtherwise() {
        try (JMSContext context = factory.createContext();
                JMSContext named = factory.createContext("name", "password")) {
            assertThat(context.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
            assertThat(named.getSessionMode()).isEqualTo(JMSContext.AUTO_ACKNOWLEDGE);
        }
    }

    @Test
    @Spec("6.1")
    void aContextOfAnUnknownSessionModeIsRefused() {
        new Calls()
                .add("createContext", () -> factory.createContext(-1))
                .add("with a name", () -> factory.createContext("name", "password", -1))
                .assertRefusedWith(JMSRuntimeException.class);
    }

    @Test
    @Spec("6.1")
    void aConnectionServesSeveralThreadsAtOnce() throws Exception {
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String text = "from " + i;
            senders.add(Background.run(() -> {
                try (Session own = connection.createSession()) {
                    own.createProducer(queue).send(own.createTextMessage(text));
                }
            }));
        }
        for (CompletableFuture<Void> sender : senders) {
            Background.result(sender);
        }

        assertThat(drain(session.createConsumer(queue)))
                .containsExactlyInAnyOrder("from 0", "from 1", "from 2", "from 3");
    }

    @Test
    @Spec("6.1")
    void aConnectionMakesSeveralSessions() throws Exception {
        Session sending = connection.createSession();
        Session receiving = connection.createSession(Session.CLIENT_ACKNOWLEDGE);

        sending.createProducer(queue).send(sending.createTextMessage("hello"));

        assertThat(nextText(receiving.createConsumer(queue))).isEqualTo("hello");
        assertThat(sending).isNotSameAs(receiving);
    }

    @Test
    @Spec("6.1.6")
    void theMetaDataTellTheVersionAndTheDefinedProperties() throws Exception {
        ConnectionMetaData data = connection.getMetaData();

        assertThat(data.getJMSMajorVersion()).isEqualTo(3);
        assertThat(data.getJMSMinorVersion()).isEqualTo(1);
        assertThat(data.getJMSVersion()).isEqualTo("3.1");
        assertThat(list(data.getJMSXPropertyNames()))
                .map(String::valueOf)
                .contains("JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");
    }

    @Test
    @Spec("6.1.6")
    void theMetaDataTellTheProductAndItsVersion() throws Exception {
        ConnectionMetaData data = connection.getMetaData();

        assertThat(data.getJMSProviderName()).isNotBlank();
        assertThat(data.getProviderVersion()).matches("\\d+\\.\\d+.*");
    }

    @Test
    @Spec("6.1.6")
    void aContextTellsTheSameMetaData() throws Exception {
        try (JMSContext context = factory.createContext()) {
            ConnectionMetaData data = context.getMetaData();

            assertThat(data.getJMSVersion()).isEqualTo("3.1");
            assertThat(data.getJMSProviderName())
                    .isEqualTo(connection.getMetaData().getJMSProviderName());
        }
    }

    @Test
    @Spec("6.1.7")
    void aConnectionHasNoExceptionListenerUntilOneIsSet() throws Exception {
        ExceptionListener listener = problem -> {};
        assertThat(connection.getExceptionListener()).isNull();

        connection.setExceptionListener(listener);

        assertThat(connection.getExceptionListener()).isSameAs(listener);
    }

    @Test
    @Spec("6.1.7")
    void anExceptionListenerIsTakenAway() throws Exception {
        connection.setExceptionListener(problem -> {});

        connection.setExceptionListener(null);

        assertThat(connection.getExceptionListener()).isNull();
    }

    @Test
    @Spec("6.1.7")
    void aContextHasAnExceptionListenerToo() {
        ExceptionListener listener = problem -> {};
        try (JMSContext context = factory.createContext()) {
            assertThat(context.getExceptionListener()).isNull();

            context.setExceptionListener(listener);

            assertThat(context.getExceptionListener()).isSameAs(listener);
        }
    }

    @Test
    @Spec("6.1.7")
    void whatACallThrowsIsNotToldToTheExceptionListener() throws Exception {
        CompletableFuture<JMSException> told = new CompletableFuture<>();
        connection.setExceptionListener(told::complete);

        assertThatThrownBy(() -> session.createConsumer(queue, "no selector =")).isInstanceOf(JMSException.class);
        assertThatThrownBy(session::commit).isInstanceOf(JMSException.class);

        Background.assertWaiting(told);
    }
}
