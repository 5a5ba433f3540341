package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.persistq.internal.destination.DestinationRef;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.Filter;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What two processes that use one store know of each other's queues, branches, clients and messages. */
class SharedStoreTest extends SharedStoreFixture {
    private static final BranchId BRANCH = new BranchId(1, Bytes.wrap(new byte[] {1}), Bytes.EMPTY);

    @Test
    void seesTheQueuesThatAnotherProcessOpensAndDrops() {
        DestinationRef temporary = there.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner");
        there.ensureQueue(QUEUE);

        assertThat(here.queues()).contains(QUEUE, QueueName.queue(temporary.name()));
        there.temporaries().delete(temporary);
        assertThat(here.queues()).contains(QUEUE).doesNotContain(QueueName.queue(temporary.name()));
    }

    @Test
    void opensAgainAQueueThatAnotherProcessHasDropped() {
        send(here, "one");
        there.writer().write(List.of(new Change.DropQueue(QUEUE)), Durability.WRITTEN);

        send(here, "two");

        assertThat(texts(drain(there, there.reader(QUEUE, Filter.ALL)))).containsExactly("two");
    }

    @Test
    void keepsTheLabelsOfAQueueThatAnotherProcessHasOpened() {
        assertThat(here.queues()).isEmpty();
        sendGrouped(there, "one");

        send(here, "two");

        assertThat(MessageGroups.isMarked(specOf(QUEUE))).isTrue();
    }

    @Test
    void changesAQueueOnceToWhatItsOwnOptionsAskForAndNotInTurns() {
        reopen("maxMessages=1000", "maxMessages=2000");
        long changes = 0;
        long last = -1;
        for (int i = 0; i < 20; i++) {
            send(here, "h");
            changes += specOf(QUEUE).maxMessages() == last ? 0 : 1;
            last = specOf(QUEUE).maxMessages();
            send(there, "t");
            changes += specOf(QUEUE).maxMessages() == last ? 0 : 1;
            last = specOf(QUEUE).maxMessages();
        }

        assertThat(changes).isEqualTo(2);
        assertThat(last).isEqualTo(2000);
    }

    @Test
    void changesASubscriptionOfAnotherProcessToItsOwnOptionsOnce() {
        reopen("", "news.maxMessages=7");
        SubscriptionSpec spec = SubscriptionSpec.sharedDurable("news", null, null, "s");
        QueueReader reader = here.subscriptions().subscribe(spec);

        publish(there, "news", "one");
        publish(here, "news", "two");
        publish(there, "news", "three");

        assertThat(specOf(reader.queue()).maxMessages()).isEqualTo(7);
        assertThat(texts(drain(here, reader))).containsExactly("one", "two", "three");
    }

    /** A consumer of a temporary queue ends it. Who opened it again, if only to change it, would keep it for good. */
    @Test
    void leavesTheTemporaryQueuesOfAnotherProcessAsTheyWereMade() {
        reopen("", "maxMessages=7");
        QueueReader reader = here.subscriptions().subscribe(SubscriptionSpec.shared("news", null, null, "passing"));
        DestinationRef replies = here.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner");

        publish(there, "news", "one");
        there.commit(List.of(), List.of(outgoing(DestinationRef.topic("news"), "two", true)), Durability.WRITTEN);
        there.commit(List.of(), List.of(outgoing(replies, "three", true)), Durability.WRITTEN);
        sendTo(there, DestinationRef.queue(replies.name()), "four");

        assertThat(specOf(reader.queue()).maxMessages()).isZero();
        assertThat(texts(drain(here, reader))).containsExactly("one", "two");
        assertThat(texts(drain(here, here.reader(QueueName.queue(replies.name()), Filter.ALL))))
                .containsExactly("three", "four");
        reader.close();
        here.temporaries().deleteAll("owner");
        assertThat(there.queues()).doesNotContain(reader.queue(), QueueName.queue(replies.name()));
    }

    @Test
    void sendsToTheTemporaryQueueOfAnotherProcessWhileItIsThere() {
        DestinationRef replies = here.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner");

        there.temporaries().check(replies);
        sendTo(there, replies, "answer");

        QueueName queue = QueueName.queue(replies.name());
        QueueReader reader = here.reader(queue, Filter.ALL);
        assertThat(texts(drain(here, reader))).containsExactly("answer");
        assertThat(there.temporaries().owner(replies)).isNotNull().isNotEqualTo("owner");
        assertThat(there.temporaries().owner(DestinationRef.queue(replies.name())))
                .isNotNull();
        assertThat(kindOf(() -> there.reader(queue, Filter.ALL))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        reader.close();
        here.temporaries().delete(replies);
        assertThat(kindOf(() -> sendTo(there, replies, "late"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(kindOf(() -> there.temporaries().check(replies))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(there.temporaries().owner(replies)).isNull();
    }

    @Test
    void publishesToTheTemporaryTopicOfAnotherProcessWhileItIsThere() {
        DestinationRef replies = here.temporaries().create(DestinationRef.Kind.TEMPORARY_TOPIC, "owner");
        QueueReader reader = here.subscriptions().subscribe(SubscriptionSpec.unshared(replies.name(), null, null));

        there.temporaries().check(replies);
        sendTo(there, replies, "answer");

        assertThat(texts(drain(here, reader))).containsExactly("answer");
        assertThat(there.temporaries().owner(replies)).isNotNull().isNotEqualTo("owner");
        assertThat(there.temporaries().owner(DestinationRef.topic("news"))).isNull();
        reader.close();
        here.temporaries().deleteAll("owner");
        assertThat(kindOf(() -> there.temporaries().check(replies))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(kindOf(() -> sendTo(there, replies, "late"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
    }

    @Test
    void givesAClientIdentifierToOneConnectionOfAllProcesses() {
        String client = "desk ".repeat(300);

        assertThat(here.takeClientId(client)).isTrue();
        assertThat(here.takeClientId(client)).isFalse();
        assertThat(there.takeClientId(client)).isFalse();
        assertThat(there.takeClientId("another")).isTrue();
        here.releaseClientId(client);
        assertThat(there.takeClientId(client)).isTrue();
        assertThat(here.takeClientId(client)).isFalse();
    }

    @Test
    void endsABranchThatAnotherProcessHasPrepared() {
        prepare(here, "one");

        assertThat(there.branches().prepared()).containsExactly(BRANCH);
        there.branches().commit(BRANCH);

        assertThat(texts(drain(here, here.reader(QUEUE, Filter.ALL)))).containsExactly("one");
        assertThat(here.branches().prepared()).isEmpty();
        assertThat(there.branches().prepared()).isEmpty();
    }

    @Test
    void doesNotKnowABranchThatAnotherProcessHasEnded() {
        prepare(here, "one");
        there.branches().rollback(BRANCH);

        assertThat(reasonOf(() -> here.branches().commit(BRANCH))).isEqualTo(BranchException.Reason.UNKNOWN);
        assertThat(reasonOf(() -> here.branches().rollback(BRANCH))).isEqualTo(BranchException.Reason.UNKNOWN);
        assertThat(reasonOf(() -> there.branches().commit(BRANCH))).isEqualTo(BranchException.Reason.UNKNOWN);
        prepare(here, "two");
        here.branches().commit(BRANCH);
        assertThat(texts(drain(there, there.reader(QUEUE, Filter.ALL)))).containsExactly("two");
    }

    @Test
    void endsABranchInOneOfTwoProcessesThatEndItAtTheSameTime() throws Exception {
        for (int round = 0; round < 20; round++) {
            prepare(here, "one");

            CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> commits(here));
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> commits(there));

            assertThat(List.of(one.get(30, TimeUnit.SECONDS), other.get(30, TimeUnit.SECONDS)))
                    .containsExactlyInAnyOrder(true, false);
            assertThat(drain(there, there.reader(QUEUE, Filter.ALL))).hasSize(1);
        }
    }

    private static boolean commits(MessageStore store) {
        try {
            store.branches().commit(BRANCH);
            return true;
        } catch (BranchException e) {
            assertThat(e.reason()).isEqualTo(BranchException.Reason.UNKNOWN);
            return false;
        }
    }

    private void prepare(MessageStore store, String text) {
        prepareTo(store, DestinationRef.queue(QUEUE.name()), text);
    }

    private void prepareTo(MessageStore store, DestinationRef destination, String text) {
        Object worker = new Object();
        Branch branch = store.branches().begin(BRANCH, worker, 0);
        branch.send(worker, outgoing(destination, text, false));
        store.branches().end(BRANCH, worker);
        assertThat(store.branches().prepare(BRANCH)).isTrue();
    }

    private static BranchException.Reason reasonOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(BranchException.class, call)
                .reason();
    }

    @Test
    void wakesAWaiterForWhatAnotherProcessSends() throws Exception {
        here.ensureQueue(QUEUE);
        QueueReader reader = here.reader(QUEUE, Filter.ALL);
        Waiter waiter = new Waiter();
        for (int round = 0; round < 20; round++) {
            waiter.clear();
            reader.register(waiter);
            assertThat(reader.poll()).isEmpty();

            send(there, "one");
            waiter.await(TimeUnit.SECONDS.toNanos(30));

            Delivery delivery = reader.poll().orElseThrow();
            reader.unregister();
            here.commit(List.of(new Change.Ack(QUEUE, delivery.sequence())), Durability.WRITTEN);
        }
    }

    @Test
    void waitsForRoomThatAnotherProcessMakes() throws Exception {
        reopen("maxMessages=1", "maxMessages=1");
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            send(here, "first");
            CompletableFuture<Thread> sender = new CompletableFuture<>();
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
                sender.complete(Thread.currentThread());
                send(here, "second");
            });
            Delivery first = there.reader(QUEUE, Filter.ALL).poll().orElseThrow();
            Thread waiting = sender.get(30, TimeUnit.SECONDS);
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

            long freed = System.nanoTime();
            there.commit(List.of(new Change.Ack(QUEUE, first.sequence())), Durability.WRITTEN);
            second.get(30, TimeUnit.SECONDS);

            best = Math.min(best, System.nanoTime() - freed);
            assertThat(texts(drain(there, there.reader(QUEUE, Filter.ALL)))).containsExactly("second");
        }

        assertThat(TimeUnit.NANOSECONDS.toMillis(best)).isLessThan(500);
    }

    @Test
    void keepsAGroupThatAnotherProcessBeginsWithOneConsumer() {
        here.ensureQueue(QUEUE);
        QueueReader first = here.reader(QUEUE, Filter.ALL);
        QueueReader second = here.reader(QUEUE, Filter.ALL);
        assertThat(first.poll()).isEmpty();
        assertThat(second.poll()).isEmpty();

        for (int i = 0; i < 4; i++) {
            sendGrouped(there, "m" + i);
        }

        List<Delivery> got = new ArrayList<>();
        Optional<Delivery> next = first.poll();
        while (next.isPresent()) {
            got.add(next.orElseThrow());
            assertThat(second.poll()).isEmpty();
            next = first.poll();
        }
        assertThat(texts(got)).containsExactly("m0", "m1", "m2", "m3");
    }

    @Test
    void looksAtNothingElseWhenItSendsToAQueueThatItKnows() {
        send(here, "first");
        long before = peer("here").versionReads();

        for (int i = 0; i < 100; i++) {
            send(here, "next");
        }

        assertThat(peer("here").versionReads()).isEqualTo(before);
    }

    @Test
    void hasTheEngineWatchAQueueWhileSomebodyWaitsForIt() {
        here.ensureQueue(QUEUE);
        QueueReader one = here.reader(QUEUE, Filter.ALL);
        QueueReader two = here.reader(QUEUE, Filter.ALL);
        assertThat(peer("here").watched()).isEmpty();

        one.register(new Waiter());
        two.register(new Waiter());
        one.unregister();
        assertThat(peer("here").watched()).containsExactly(QUEUE);
        two.close();

        assertThat(peer("here").watched()).isEmpty();
    }

    /** A process that dies leaves its temporary destinations to nobody. */
    @Test
    void cannotSendToTheTemporaryDestinationsOfADeadProcess() {
        DestinationRef queue = there.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner");
        DestinationRef topic = there.temporaries().create(DestinationRef.Kind.TEMPORARY_TOPIC, "owner");
        sendTo(here, queue, "one");
        sendTo(here, topic, "one");

        peer("there").kill();

        assertThat(kindOf(() -> sendTo(here, queue, "two"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(kindOf(() -> sendTo(here, topic, "two"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
    }

    /** A prepared branch keeps a queue from being dropped, but nobody may take it for a destination any more. */
    @Test
    void sendsNothingToATemporaryQueueThatABranchKeepsFromEnding() {
        DestinationRef replies = here.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner");
        prepareTo(there, replies, "one");

        here.temporaries().delete(replies);

        assertThat(kindOf(() -> there.temporaries().check(replies))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(kindOf(() -> sendTo(there, replies, "two"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        assertThat(kindOf(() -> sendTo(here, replies, "two"))).isEqualTo(StorageException.Kind.NO_SUCH_QUEUE);
        there.branches().rollback(BRANCH);
        here.temporaries().delete(here.temporaries().create(DestinationRef.Kind.TEMPORARY_QUEUE, "owner"));
        assertThat(here.queues()).doesNotContain(QueueName.queue(replies.name()));
    }
}
