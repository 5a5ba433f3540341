package io.github.persistq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Topic;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PersistqTopicTest {
    @Test
    void isATopicOfTheNameThatWasSet() throws Exception {
        Topic topic = named("orders");

        assertThat(topic.getTopicName()).isEqualTo("orders");
        assertThat(topic).hasToString("topic://orders");
    }

    @Test
    void refusesToBeUsedWithoutAName() {
        PersistqTopic topic = new PersistqTopic();

        assertThatThrownBy(topic::getTopicName)
                .isExactlyInstanceOf(JMSException.class)
                .hasMessageContainingAll("PersistqTopic", "physicalName", "not set");
        assertThat(topic.getPhysicalName()).isNull();
        assertThat(topic).hasToString("topic://(no name)");
    }

    @Test
    void refusesToBeUsedWithAnEmptyName() {
        PersistqTopic topic = named("");

        assertThatThrownBy(topic::getTopicName)
                .isExactlyInstanceOf(JMSException.class)
                .hasMessageContainingAll("physicalName", "empty");
    }

    @Test
    void isABeanWhoseGetterAndSetterAgreeOnString() throws Exception {
        PropertyDescriptor[] properties =
                Introspector.getBeanInfo(PersistqTopic.class).getPropertyDescriptors();

        PropertyDescriptor name = Arrays.stream(properties)
                .filter(property -> property.getName().equals("physicalName"))
                .findFirst()
                .orElseThrow();
        assertThat(name.getReadMethod().getReturnType()).isEqualTo(String.class);
        assertThat(name.getWriteMethod().getParameterTypes()).containsExactly(String.class);
    }

    @Test
    void equalsAnotherOfTheSameName() {
        PersistqTopic topic = named("orders");

        assertThat(topic).isEqualTo(named("orders")).hasSameHashCodeAs(named("orders"));
        assertThat(topic).isNotEqualTo(named("stock")).isNotEqualTo(new PersistqTopic());
        assertThat(new PersistqTopic()).isEqualTo(new PersistqTopic()).hasSameHashCodeAs(new PersistqTopic());
    }

    @Test
    void differsFromAQueueOfTheSameName() {
        PersistqQueue other = new PersistqQueue();
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

    private static PersistqTopic named(String name) {
        PersistqTopic topic = new PersistqTopic();
        topic.setPhysicalName(name);
        return topic;
    }
}
