package io.github.persistq.crash;

import io.github.persistq.Delivery;
import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program with thousands of virtual threads that wait in {@code take()}. It needs Java 21 and ends with the line
 * {@link Crowd#GOOD}, or with a stack trace.
 *
 * <p>Threading: the main thread; what the virtual threads share is thread-safe.
 */
final class NativeCrowd {
    private static final long PATIENCE_SECONDS = 60;

    private NativeCrowd() {}

    /** Takes the store's URL and how many threads. */
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[1]);
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        Set<String> taken = ConcurrentHashMap.newKeySet();
        CountDownLatch waiting = new CountDownLatch(size);
        CountDownLatch served = new CountDownLatch(size);
        try (QueueStore store = QueueStore.open(args[0])) {
            PersistentQueue<String> queue = store.queue("crowd", Serializers.utf8());
            for (int i = 0; i < size; i++) {
                start.invoke(null, (Runnable) () -> {
                    waiting.countDown();
                    takeOne(queue, taken);
                    served.countDown();
                });
            }
            await(waiting, "have begun");
            // Gets a carrier only if those who wait have let go of theirs.
            CountDownLatch ran = new CountDownLatch(1);
            start.invoke(null, (Runnable) ran::countDown);
            await(ran, "run beside those that wait");
            for (int i = 0; i < size; i++) {
                queue.put("item " + i);
            }
            await(served, "have taken an item");
            if (taken.size() != size || !queue.awaitDrained(Duration.ofSeconds(PATIENCE_SECONDS))) {
                throw new AssertionError(taken.size() + " different items taken of " + size + "; " + queue.stats());
            }
        }
        System.out.println(size + " virtual threads have taken an item each");
        System.out.println(Crowd.GOOD);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void takeOne(PersistentQueue<String> queue, Set<String> taken) {
        try {
            Delivery<String> delivery = queue.take();
            taken.add(delivery.item());
            delivery.ack();
        } catch (InterruptedException | RuntimeException e) {
            e.printStackTrace();
        }
    }

    private static void await(CountDownLatch latch, String what) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(latch.getCount() + " threads do not " + what);
        }
    }
}
