package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.crash.Coordinator.Death;
import io.github.persistq.jms.PersistqXAConnectionFactory;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process with a real transaction manager and two stores dies within a commit; the next one's recovery finishes it. */
@Timeout(120)
class TransactionManagerRecoveryTest {
    @TempDir
    Path directory;

    private String url(String store) {
        return "persistq:file:" + directory.resolve(store);
    }

    private int run(String mode, Death death) throws Exception {
        Path errors = directory.resolve("errors");
        try (ChildJvm child = ChildJvm.start(
                ChildJvm.ownHome(),
                errors.toFile(),
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Coordinator.class,
                mode,
                death.name(),
                directory.resolve("log").toString(),
                url("orders"),
                url("bills"))) {
            child.ended();
            assertThat(child.exitCode()).as(child.errors()).isIn(0, Coordinator.DEAD);
            return child.exitCode();
        }
    }

    private static String content(JMSContext context, String queue) {
        JMSConsumer consumer = context.createConsumer(context.createQueue(queue));
        return consumer.receiveBodyNoWait(String.class);
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void finishesWhatTheDeadProcessHadBegun(Death death) throws Exception {
        assertThat(run("work", death)).isEqualTo(Coordinator.DEAD);

        assertThat(run("recover", death)).isZero();

        try (PersistqXAConnectionFactory orders = new PersistqXAConnectionFactory(url("orders"));
                PersistqXAConnectionFactory bills = new PersistqXAConnectionFactory(url("bills"));
                JMSContext ordersContext = orders.createContext();
                JMSContext billsContext = bills.createContext()) {
            boolean commits = death != Death.ONE_PREPARED;
            assertThat(content(ordersContext, "in")).isEqualTo(commits ? null : "order");
            assertThat(content(billsContext, "out")).isEqualTo(commits ? "bill" : null);
        }
    }
}
