package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.naming.Referenceable;
import org.junit.jupiter.api.Test;

/** Chapter 5, administered objects. */
class Chapter05AdministeredObjectsTest extends Statements {
    @Test
    @Spec("5.1")
    void aConnectionFactoryCanBeStoredInAnyNamingContext() {
        assertThat(factory).isInstanceOf(Serializable.class).isInstanceOf(Referenceable.class);
    }

    @Test
    @Spec("5.2")
    void aQueueComesBackEqualFromSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(queue);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(queue);
        }
    }

    @Test
    @Spec("5.3")
    void aConnectionFactoryServesSeveralThreadsAtOnce() throws Exception {
        List<CompletableFuture<Connection>> made = List.of(
                CompletableFuture.supplyAsync(this::connection),
                CompletableFuture.supplyAsync(this::connection),
                CompletableFuture.supplyAsync(this::connection));

        for (CompletableFuture<Connection> each : made) {
            try (Connection connected = each.get()) {
                assertThat(connected.createSession().createQueue("any")).isNotNull();
            }
        }
    }

    private Connection connection() {
        try {
            return factory.createConnection();
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
