package io.github.persistq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PersistqQueueTest {
    @Test
    void isAQueueOfTheNameThatWasSet() throws Exception {
        Queue queue = named("orders");

        assertThat(queue.getQueueName()).isEqualTo("orders");
        assertThat(queue).hasToString("queue://orders");
    }

    @Test
    void refusesToBeUsedWithoutAName() {
        PersistqQueue queue = new PersistqQueue();

        assertThatThrownBy(queue::getQueueName)
                .isExactlyInstanceOf(JMSException.class)
                .hasMessageContainingAll("PersistqQueue", "physicalName", "not set");
        assertThat(queue.getPhysicalName()).isNull();
        assertThat(queue).hasToString("queue://(no name)");
    }

    @Test
    void refusesToBeUsedWithAnEmptyName() {
        PersistqQueue queue = named("");

        assertThatThrownBy(queue::getQueueName)
                .isExactlyInstanceOf(JMSException.class)
                .hasMessageContainingAll("physicalName", "empty");
    }

    @Test
    void isABeanWhoseGetterAndSetterAgreeOnString() throws Exception {
        PropertyDescriptor[] properties =
                Introspector.getBeanInfo(PersistqQueue.class).getPropertyDescriptors();

        PropertyDescriptor name = Arrays.stream(properties)
                .filter(property -> property.getName().equals("physicalName"))
                .findFirst()
                .orElseThrow();
        assertThat(name.getReadMethod().getReturnType()).isEqualTo(String.class);
        assertThat(name.getWriteMethod().getParameterTypes()).containsExactly(String.class);
    }

    @Test
    void equalsAnotherOfTheSameName() {
        PersistqQueue queue = named("orders");

        assertThat(queue).isEqualTo(named("orders")).hasSameHashCodeAs(named("orders"));
        assertThat(queue).isNotEqualTo(named("stock")).isNotEqualTo(new PersistqQueue());
        assertThat(new PersistqQueue()).isEqualTo(new PersistqQueue()).hasSameHashCodeAs(new PersistqQueue());
    }

    @Test
    void differsFromATopicOfTheSameName() {
        PersistqTopic other = new PersistqTopic();
        other.setPhysicalName("orders");

        assertThat((Object) named("orders")).isNotEqualTo(other);
    }

    @Test
    void comesBackEqualFromSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(named("orders"));
        }

        Object read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = in.readObject();
        }

        assertThat(read).isEqualTo(named("orders"));
    }

    private static PersistqQueue named(String name) {
        PersistqQueue queue = new PersistqQueue();
        queue.setPhysicalName(name);
        return queue;
    }
}
