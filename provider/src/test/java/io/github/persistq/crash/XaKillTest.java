package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.crash.XaLedger.Holdings;
import io.github.persistq.crash.XaVictim.Step;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Random;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that works in branches of global transactions is killed at each step of the two-phase commit, and at random.
 * Whatever a branch did must then be prepared, committed or rolled back, and never in part.
 */
class XaKillTest {
    private static final int BACKLOG = 200;

    @TempDir
    Path directory;

    private final XaLedger ledger = new XaLedger();
    private int lastId;

    @ParameterizedTest
    @CsvSource({"FILE, 4", "SQLITE, 1"})
    @Timeout(300)
    void leavesNoBranchInPartWhenTheProcessIsKilled(StoreKind store, int randomKills) throws Exception {
        run(store, "force", Step.values().length - 1, randomKills, System.nanoTime());
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    @Tag("torture")
    @Timeout(3600)
    void leavesNoBranchInPartThroughHundredsOfKills(StoreKind store) throws Exception {
        run(store, "force", 200, 200, System.nanoTime());
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    @Tag("torture")
    @Timeout(3600)
    void leavesNoBranchInPartWhenOnlyTheSystemHasTheFiles(StoreKind store) throws Exception {
        run(store, "os", 50, 50, System.nanoTime());
    }

    /** First come processes that end themselves at a step, each step in turn, then those that are killed at random. */
    private void run(StoreKind store, String durability, int steps, int randomKills, long seed) throws Exception {
        System.out.printf(
                "Killing %d processes in branches, %s store, durability=%s, seed %dL%n",
                steps + randomKills, store, durability, seed);
        Random random = new Random(seed);
        String url = store.url(directory, durability);
        String decisions = settle(url, false);
        for (int kill = 0; kill < steps + randomKills; kill++) {
            Step last = kill < steps ? Step.values()[1 + kill % (Step.values().length - 1)] : Step.NEVER;
            runAndKill(kill, last, random, url, decisions);
            check(url);
            assertThat(ledger.violations())
                    .as("after kill %d at %s, seed %dL", kill, last, seed)
                    .isEmpty();
            decisions = settle(url, random.nextBoolean());
            if ((kill + 1) % 25 == 0 || kill + 1 == steps + randomKills) {
                System.out.println(ledger.summary());
            }
        }
        settle(url, false);
        check(url);
        assertThat(ledger.violations()).as("at the end, seed %dL", seed).isEmpty();
    }

    private void runAndKill(int kill, Step last, Random random, String url, String decisions) throws Exception {
        String[] arguments = {
            url,
            Integer.toString(kill),
            Long.toString(random.nextLong()),
            last.name(),
            Integer.toString(random.nextInt(10)),
            decisions
        };
        Path errors = directory.resolve("errors");
        try (ChildJvm child = ChildJvm.start(errors.toFile(), line -> {}, XaVictim.class, arguments)) {
            if (last == Step.NEVER) {
                child.awaitLine(XaVictim.RUNNING);
                assertThat(child.runsFor(20 + random.nextInt(400)))
                        .as(child.errors())
                        .isTrue();
                child.kill().forEach(ledger::apply);
            } else {
                child.ended().forEach(ledger::apply);
                assertThat(child.exitCode()).as(child.errors()).isEqualTo(9);
            }
        }
    }

    /** Judges what the store holds now. */
    private void check(String url) throws JMSException, XAException {
        try (PersistqXAConnectionFactory factory = new PersistqXAConnectionFactory(url)) {
            XAConnection connection = factory.createXAConnection();
            connection.start();
            ledger.killed(new Holdings(
                    browse(connection, XaVictim.IN),
                    browse(connection, XaVictim.OUT_A),
                    browse(connection, XaVictim.OUT_B),
                    NamedXid.prepared(connection.createXASession().getXAResource())));
        }
    }

    /**
     * Takes away what was moved and sends more.
     *
     * @param leave whether prepared branches are left to the next process, which gets the decisions that are returned
     */
    private String settle(String url, boolean leave) throws JMSException, XAException {
        try (PersistqXAConnectionFactory factory = new PersistqXAConnectionFactory(url)) {
            XAConnection connection = factory.createXAConnection();
            connection.start();
            XAResource resource = connection.createXASession().getXAResource();
            List<String> prepared = NamedXid.prepared(resource);
            if (!leave) {
                for (String branch : prepared) {
                    end(resource, branch);
                }
                assertThat(NamedXid.prepared(resource)).isEmpty();
                ledger.forgetEnded(List.of());
            } else {
                ledger.forgetEnded(prepared);
            }
            List<String> moved = drain(connection, XaVictim.OUT_A);
            assertThat(drain(connection, XaVictim.OUT_B)).containsExactlyInAnyOrderElementsOf(moved);
            ledger.taken(moved);
            refill(connection);
            return leave ? ledger.decisions(prepared) : "";
        }
    }

    /** Commits or rolls back, and looks that the two queues agree with it. */
    private void end(XAResource resource, String branch) throws XAException {
        boolean commits = ledger.commits(branch, branch.hashCode() % 2 == 0);
        if (commits) {
            resource.commit(new NamedXid(branch), false);
        } else {
            resource.rollback(new NamedXid(branch));
        }
    }

    private void refill(XAConnection connection) throws JMSException {
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            MessageProducer producer = session.createProducer(session.createQueue(XaVictim.IN));
            while (ledger.backlog() < BACKLOG) {
                String id = Integer.toString(++lastId);
                producer.send(session.createTextMessage(id));
                ledger.added(id);
            }
            session.commit();
        }
    }

    private static List<String> browse(XAConnection connection, String queue) throws JMSException {
        try (Session session = connection.createSession()) {
            List<String> texts = new ArrayList<>();
            Enumeration<?> messages =
                    session.createBrowser(session.createQueue(queue)).getEnumeration();
            while (messages.hasMoreElements()) {
                texts.add(((TextMessage) messages.nextElement()).getText());
            }
            return texts;
        }
    }

    private static List<String> drain(XAConnection connection, String queue) throws JMSException {
        try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            List<String> texts = new ArrayList<>();
            MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
            for (Message m = consumer.receiveNoWait(); m != null; m = consumer.receiveNoWait()) {
                texts.add(((TextMessage) m).getText());
            }
            session.commit();
            return texts;
        }
    }
}
