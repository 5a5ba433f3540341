package io.github.persistq.crash;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializer;
import io.github.persistq.Serializers;
import io.github.persistq.Transaction;
import java.util.Map;
import java.util.function.Supplier;

/** What a program of the native API does, in a process of its own: it prints what it sees. */
final class NativeProgram {
    private NativeProgram() {}

    /** Takes a task, {@code file} or {@code json}, and a directory. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("file")) {
            file(args[1]);
        } else {
            formats();
        }
    }

    private static void file(String directory) throws Exception {
        try {
            Class.forName("jakarta.jms.Message");
        } catch (ClassNotFoundException e) {
            System.out.println("no JMS");
        }
        try (QueueStore store = QueueStore.open("persistq:file:" + directory)) {
            PersistentQueue<String> queue = store.queue("orders", Serializers.utf8());
            queue.put("one coffee");
            show(queue.take());
            queue.putAsync("two").get();
            show(queue.takeAsync().get());
            try (Transaction transaction = store.begin()) {
                transaction.put(queue, "three");
                transaction.commit();
            }
            show(queue.take());
            queue.put("bad");
            queue.take().fail("bad");
            System.out.println(store.queues());
        }
        System.out.println("GOOD");
    }

    private static void show(Delivery<String> delivery) {
        System.out.println("took " + delivery.item());
        delivery.ack();
    }

    private static void formats() {
        tell("json", () -> Serializers.json(Map.class));
        tell("cbor", () -> Serializers.cbor(Map.class));
        tell("messagepack", () -> Serializers.messagePack(Map.class));
    }

    private static void tell(String name, Supplier<Serializer<?>> maker) {
        try {
            maker.get();
            System.out.println(name + " is there");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
    }
}
