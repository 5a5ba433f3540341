package io.github.persistq.internal.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.NamingManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DestinationsTest {
    @ParameterizedTest
    @EnumSource(DestinationRef.Kind.class)
    void turnsEveryKindOfReferenceIntoADestinationAndBack(DestinationRef.Kind kind) throws Exception {
        DestinationRef ref = new DestinationRef(kind, "orders");

        Destination destination = Destinations.destination(ref);

        assertThat(Destinations.ref(destination)).isEqualTo(ref);
        assertThat(destination).hasToString(ref.toString()).isEqualTo(Destinations.destination(ref));
        assertThat(destination).hasSameHashCodeAs(Destinations.destination(ref));
    }

    @Test
    void printsQueuesAndTopicsWithTheirDomain() {
        assertThat(new JmsQueue("a")).hasToString("queue://a");
        assertThat(new JmsTopic("a")).hasToString("topic://a");
        assertThat(new JmsTemporaryQueue("a", null)).hasToString("queue://a");
        assertThat(new JmsTemporaryTopic("a", null)).hasToString("topic://a");
    }

    @Test
    void doesNotMistakeAQueueForATopicOfTheSameName() {
        assertThat((Object) new JmsQueue("a")).isNotEqualTo(new JmsTopic("a"));
        assertThat((Object) new JmsQueue("a")).isNotEqualTo(new JmsTemporaryQueue("a", null));
        assertThat(new JmsQueue("a")).isNotEqualTo(new JmsQueue("b"));
    }

    @Test
    void findsQueuesAndTopicsAgainByTheirReference() throws Exception {
        Reference queue = new JmsQueue("a").getReference();
        Reference topic = new JmsTopic("b").getReference();

        assertThat(NamingManager.getObjectInstance(queue, null, null, null)).isEqualTo(new JmsQueue("a"));
        assertThat(NamingManager.getObjectInstance(topic, null, null, null)).isEqualTo(new JmsTopic("b"));
    }

    @Test
    void leavesReferencesToOtherThingsAlone() {
        DestinationObjectFactory factory = new DestinationObjectFactory();
        Reference foreign = new Reference("example.Queue", new StringRefAddr("name", "a"));
        Reference nameless = new Reference(JmsQueue.class.getName());

        assertThat(factory.getObjectInstance(foreign, null, null, null)).isNull();
        assertThat(factory.getObjectInstance(nameless, null, null, null)).isNull();
        assertThat(factory.getObjectInstance("no reference", null, null, null)).isNull();
    }

    @Test
    void keepsQueuesAndTopicsThroughSerialization() throws Exception {
        for (Object destination : List.of(new JmsQueue("a"), new JmsTopic("b"))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new ObjectOutputStream(bytes).writeObject(destination);

            Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

            assertThat(read).isEqualTo(destination);
        }
    }

    @Test
    void takesForeignDestinationsByTheirName() throws Exception {
        Queue queue = () -> "theirs";
        Topic topic = () -> "news";

        assertThat(Destinations.ref(queue)).isEqualTo(DestinationRef.queue("theirs"));
        assertThat(Destinations.ref(topic)).isEqualTo(DestinationRef.topic("news"));
    }

    @Test
    void rejectsADestinationThatIsNeitherQueueNorTopic() {
        assertThatThrownBy(() -> Destinations.ref(new Destination() {}))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("neither a jakarta.jms.Queue nor a jakarta.jms.Topic");
    }

    @Test
    void rejectsNullAsADestination() {
        assertThatThrownBy(() -> Destinations.ref(null)).isInstanceOf(InvalidDestinationException.class);
    }

    @Test
    void rejectsAForeignDestinationWithoutAName() {
        Queue nameless = () -> null;
        Queue empty = () -> "";

        assertThatThrownBy(() -> Destinations.ref(nameless)).isInstanceOf(InvalidDestinationException.class);
        assertThatThrownBy(() -> Destinations.ref(empty))
                .isInstanceOf(InvalidDestinationException.class)
                .hasMessageContaining("1 to 512 characters");
    }

    @Test
    void passesNullOnWhereAHeaderMayBeAbsent() throws Exception {
        assertThat(Destinations.refOrNull(null)).isNull();
        assertThat(Destinations.destinationOrNull(null)).isNull();
    }

    @Test
    void acceptsNamesOfOneTo512Characters() {
        assertThat(new JmsQueue("x").getQueueName()).isEqualTo("x");
        assertThat(new JmsTopic("x".repeat(512)).getTopicName()).hasSize(512);
    }

    @Test
    void rejectsNamesThatAreEmptyOrTooLong() {
        assertThatThrownBy(() -> new JmsQueue("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JmsTopic("x".repeat(513)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 513");
    }

    @Test
    void deletesATemporaryDestinationThroughItsOwner() throws Exception {
        List<DestinationRef> deleted = new ArrayList<>();

        new JmsTemporaryQueue("q", deleted::add).delete();
        new JmsTemporaryTopic("t", deleted::add).delete();

        assertThat(deleted).containsExactly(DestinationRef.temporaryQueue("q"), DestinationRef.temporaryTopic("t"));
    }

    @Test
    void refusesToDeleteATemporaryDestinationThatCameWithAMessage() {
        assertThatThrownBy(() -> new JmsTemporaryQueue("q", null).delete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only the connection that created it may delete it");
        assertThatThrownBy(() -> new JmsTemporaryTopic("t", null).delete()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void knowsWhichKindsAreTopicsAndWhichAreTemporary() {
        assertThat(DestinationRef.Kind.values())
                .filteredOn(DestinationRef.Kind::isTopic)
                .containsExactly(DestinationRef.Kind.TOPIC, DestinationRef.Kind.TEMPORARY_TOPIC);
        assertThat(DestinationRef.Kind.values())
                .filteredOn(DestinationRef.Kind::isTemporary)
                .containsExactly(DestinationRef.Kind.TEMPORARY_QUEUE, DestinationRef.Kind.TEMPORARY_TOPIC);
    }
}
