package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.PersistentQueue;
import io.github.persistq.PutOptions;
import io.github.persistq.QueueOptions;
import io.github.persistq.Serializers;
import io.github.persistq.UniqueScope;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A persistent queue as the JDK's BlockingQueue. */
@Parity("P24")
class BlockingQueueTest extends StoreFixture {
    private static final Set<Integer> DONE = ConcurrentHashMap.newKeySet();

    private BlockingQueue<String> view;

    /** Work that a pool does. */
    private record Task(int number) implements Runnable, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {
            DONE.add(number);
        }
    }

    @BeforeEach
    void makeView() {
        view = queue.asBlockingQueue();
    }

    @Test
    void isABlockingQueue() throws Exception {
        assertThat(view.poll()).isNull();
        assertThat(view.poll(10, TimeUnit.MILLISECONDS)).isNull();
        assertThat(view.peek()).isNull();
        assertThat(view.offer("a")).isTrue();
        view.put("b");
        assertThat(view.add("c")).isTrue();
        assertThat(view.offer("d", 1, TimeUnit.SECONDS)).isTrue();

        assertThat(view).hasSize(4).containsExactly("a", "b", "c", "d");
        assertThat(view.peek()).isEqualTo("a");
        assertThat(view.take()).isEqualTo("a");
        assertThat(queue.stats().unsettled()).isEqualTo(3);
        assertThat(view.poll(1, TimeUnit.SECONDS)).isEqualTo("b");
        assertThat(view.contains("d")).isTrue();
        assertThat(view.remove("d")).isTrue();
        assertThat(view.remove("d")).isFalse();
        assertThat(view.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
        List<String> rest = new ArrayList<>();
        assertThat(view.drainTo(rest)).isEqualTo(1);
        assertThat(rest).containsExactly("c");
        assertThat(view).isEmpty();
    }

    @Test
    void removesWhileIterating() {
        put("a", "b", "c");

        for (Iterator<String> each = view.iterator(); each.hasNext(); ) {
            if (each.next().equals("b")) {
                each.remove();
            }
        }

        assertThat(view).containsExactly("a", "c");
        List<String> one = new ArrayList<>();
        assertThat(view.drainTo(one, 1)).isEqualTo(1);
        view.clear();
        assertThat(view).isEmpty();
    }

    @Test
    void saysFalseWhenItIsFullOrTheItemIsThere() throws Exception {
        BlockingQueue<String> small =
                queue("small", QueueOptions.DEFAULT.maxMessages(1)).asBlockingQueue();
        BlockingQueue<String> unique = queue("unique", QueueOptions.DEFAULT.unique(UniqueScope.UNSETTLED))
                .asBlockingQueue();
        assertThat(small.remainingCapacity()).isEqualTo(1);
        small.put("a");
        unique.put("a");

        assertThat(small.offer("b")).isFalse();
        assertThat(small.offer("b", 10, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> small.add("b")).isInstanceOf(IllegalStateException.class);
        assertThat(small.remainingCapacity()).isZero();
        assertThat(unique.offer("a")).isFalse();
    }

    @Test
    void makesDeadLettersOfNulls() {
        queue.put(null);
        queue.put("a");

        assertThat(view.poll()).isEqualTo("a");

        assertThat(queue.stats().failed()).isEqualTo(1);
        assertThatThrownBy(() -> view.offer(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void feedsAThreadPool() throws Exception {
        PersistentQueue<Runnable> tasks = store.queue(
                "tasks",
                new RunnableSerializer(Serializers.java(
                        Task.class, ObjectInputFilter.Config.createFilter("io.github.persistq.parity.*;!*"))));
        DONE.clear();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, tasks.asBlockingQueue());
        pool.prestartAllCoreThreads();
        tasks.put(new Task(0), PutOptions.DEFAULT.priority(1));
        for (int i = 1; i < 50; i++) {
            pool.execute(new Task(i));
        }

        eventually(() -> DONE.size() == 50);
        pool.shutdown();
        assertThat(pool.awaitTermination(SOON.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(tasks.stats().unsettled()).isZero();
    }

    /** Tasks as what a pool runs. */
    private record RunnableSerializer(io.github.persistq.Serializer<Task> tasks)
            implements io.github.persistq.Serializer<Runnable> {
        @Override
        public String id() {
            return "task";
        }

        @Override
        public Kind kind() {
            return Kind.OBJECT;
        }

        @Override
        public byte[] toBytes(Runnable item) {
            return tasks.toBytes((Task) item);
        }

        @Override
        public Runnable fromBytes(byte[] bytes) {
            return tasks.fromBytes(bytes);
        }
    }
}
