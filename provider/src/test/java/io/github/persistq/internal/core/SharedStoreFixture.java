package io.github.persistq.internal.core;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.internal.head.MessageHead;
import io.github.persistq.internal.head.MessageHeadBuilder;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StoredMessage;
import io.github.persistq.testing.SharedMemory;
import io.github.persistq.testing.TestStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One store that is open twice, as two processes have it open. */
@ParameterizedClass
@MethodSource("engines")
@Timeout(120)
abstract class SharedStoreFixture {
    static final QueueName QUEUE = QueueName.queue("orders");

    @Parameter
    String engine;

    @TempDir
    Path directory;

    private final StoreRegistry registry = new StoreRegistry();
    private TestStore store;
    private final List<StoreRegistry.Reference> references = new ArrayList<>();
    MessageStore here;
    MessageStore there;

    /** Every engine that processes can share. */
    static List<String> engines() {
        return TestStore.sharedEngines();
    }

    @BeforeEach
    void open() {
        store = new TestStore(engine, directory);
        open("", "");
    }

    /** Closes the store in both processes and opens it again with options for each. */
    void reopen(String optionsHere, String optionsThere) {
        close();
        open(optionsHere, optionsThere);
    }

    private void open(String optionsHere, String optionsThere) {
        here = openIn("here", optionsHere);
        there = openIn("there", optionsThere);
    }

    private MessageStore openIn(String process, String options) {
        String url = store.urlOfProcess(process, options);
        StoreRegistry.Reference reference = registry.acquire(StoreUrl.parse(url), InstantSource.system());
        references.add(reference);
        return reference.store();
    }

    @AfterEach
    void close() {
        references.forEach(StoreRegistry.Reference::close);
        references.clear();
    }

    /** The spec that the store has for a queue. */
    QueueSpec specOf(QueueName queue) {
        QueueSpec spec = ((StorageEngine) here.sharing()).queues().get(queue);
        Assertions.assertThat(spec).as("the spec of " + queue).isNotNull();
        return spec;
    }

    /** The engine of a process, where it can be asked what was asked of it. */
    SharedMemory.Peer peer(String process) {
        Assumptions.assumeThat(engine).isEqualTo("memory");
        return SharedMemory.peer(store.location(), process);
    }

    static Outgoing outgoing(DestinationRef destination, String text, boolean grouped) {
        MessageHeadBuilder head = MessageHead.builder();
        if (grouped) {
            head.property(Outgoing.GROUP_ID, "g");
        }
        StoredMessage message = new StoredMessage(head.build().encode(), bytes(text), 4, 0, 0, null);
        return new Outgoing(message, destination, null, false, grouped);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static void sendTo(MessageStore store, DestinationRef destination, String text) {
        store.commit(List.of(), List.of(outgoing(destination, text, false)), Durability.WRITTEN);
    }

    static void send(MessageStore store, String text) {
        sendTo(store, DestinationRef.queue(QUEUE.name()), text);
    }

    static void sendGrouped(MessageStore store, String text) {
        Outgoing message = outgoing(DestinationRef.queue(QUEUE.name()), text, true);
        store.commit(List.of(), List.of(message), Durability.WRITTEN);
    }

    static void publish(MessageStore store, String topic, String text) {
        sendTo(store, DestinationRef.topic(topic), text);
    }

    /** Takes and acknowledges all that is there. */
    static List<Delivery> drain(MessageStore store, QueueReader reader) {
        List<Delivery> taken = new ArrayList<>();
        for (Optional<Delivery> next = reader.poll(); next.isPresent(); next = reader.poll()) {
            Delivery delivery = next.orElseThrow();
            taken.add(delivery);
            store.commit(List.of(new Change.Ack(delivery.queue(), delivery.sequence())), Durability.WRITTEN);
        }
        return taken;
    }

    static List<String> texts(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> new String(delivery.message().body().toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    static StorageException.Kind kindOf(ThrowingCallable call) {
        StorageException error = Assertions.catchThrowableOfType(StorageException.class, call);
        Assertions.assertThat(error).as("a StorageException").isNotNull();
        return error.kind();
    }
}
