package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each way in which processes can break their word to one another is seen, and what they may do is not taken for one. */
class SharedLedgerTest {
    private static final String KILL = "KILL";

    /** Each event as {@code PROCESS EVENT}, in the order in which they are read. */
    private static List<String> judge(Map<String, Integer> copies, String... events) {
        SharedLedger ledger = new SharedLedger();
        ledger.sent("s.1");
        for (int i = 0; i < events.length; i++) {
            String process = events[i].substring(0, 1);
            String event = events[i].substring(2);
            if (event.equals(KILL)) {
                ledger.killed(process, i);
            } else {
                ledger.apply(process, event, i);
            }
        }
        List<String> all = new ArrayList<>(ledger.violations());
        all.addAll(ledger.finish(copies));
        return all;
    }

    private static void accepts(int copies, String... events) {
        assertThat(judge(copies == 0 ? Map.of() : Map.of("s.1", copies), events))
                .isEmpty();
    }

    private static void refuses(String reason, int copies, String... events) {
        assertThat(judge(copies == 0 ? Map.of() : Map.of("s.1", copies), events))
                .anySatisfy(violation -> assertThat(violation).contains(reason));
    }

    @Test
    void acceptsWhatIsSettled() {
        accepts(0, "1 got a-0 s.1 1 false", "1 done a-0");
        accepts(0, "1 got c-0 s.1 1 false", "1 done c-0");
        accepts(1, "1 got t-0 s.1 1 false", "1 done t-0");
        accepts(0, "1 got c-0 s.1 1 false", "1 back c-0", "2 got c-0 s.1 2 true", "2 done c-0");
        // The lines of two processes are read in any order.
        accepts(0, "2 got c-0 s.1 2 true", "1 got c-0 s.1 1 false", "1 back c-0", "2 done c-0");
    }

    @Test
    void acceptsEitherOutcomeOfWhatAKillInterrupts() {
        accepts(0, "1 got c-0 s.1 1 false", "1 KILL");
        accepts(0, "1 got c-0 s.1 1 false", "1 KILL", "2 got c-0 s.1 2 true", "2 done c-0");
        accepts(1, "1 got t-0 s.1 1 false", "1 KILL");
        accepts(0, "1 got a-0 s.1 1 false", "1 KILL");
        // A claim that nobody came to tell of.
        accepts(0, "1 KILL", "2 got c-0 s.1 2 true", "2 done c-0");
    }

    @Test
    void acceptsOneMessageThatAKilledAutomaticConsumerDidNotTellOf() {
        SharedLedger ledger = new SharedLedger();
        ledger.sent("s.1");
        ledger.sent("s.2");
        ledger.apply("1", "got a-0 s.1 1 false", 1);
        ledger.apply("1", "done a-0", 2);
        ledger.killed("1", 3);

        assertThat(ledger.finish(Map.of())).isEmpty();
    }

    @Test
    void seesALostMessage() {
        refuses("nobody told of them", 0);
        refuses("nobody told of them", 0, "1 got c-0 s.1 1 false", "1 back c-0");
        refuses("nobody told of them", 0, "1 got t-0 s.1 1 false", "1 KILL");
    }

    @Test
    void seesAMessageWithTwoConsumers() {
        refuses(
                "claimed twice at once",
                0,
                "1 got c-0 s.1 1 false",
                "2 got c-0 s.1 1 false",
                "1 done c-0",
                "2 done c-0");
        refuses("while another had it", 0, "1 got c-0 s.1 1 false", "2 got c-0 s.1 2 true", "2 done c-0");
        refuses(
                "while its owner was alive",
                0,
                "1 got c-0 s.1 1 false",
                "2 got c-0 s.1 2 true",
                "2 done c-0",
                "1 KILL");
    }

    @Test
    void seesAMessageAfterItsSettlement() {
        refuses("after it was settled", 0, "1 got c-0 s.1 1 false", "1 done c-0", "2 got c-0 s.1 2 true", "2 done c-0");
        refuses("after it was settled", 0, "1 got a-0 s.1 1 false", "1 KILL", "2 got c-0 s.1 2 true", "2 done c-0");
    }

    @Test
    void seesWrongFlagsAndCounts() {
        refuses("redelivered false", 0, "1 got c-0 s.1 2 false", "1 done c-0");
        refuses("redelivered true", 0, "1 got c-0 s.1 1 true", "1 done c-0");
        refuses("too often for 0 kills", 0, "1 got c-0 s.1 2 true", "1 done c-0");
    }

    @Test
    void seesMovesThatAreNotWhole() {
        refuses("has no copy", 0, "1 got t-0 s.1 1 false", "1 done t-0");
        refuses("has 2 copies", 2, "1 got t-0 s.1 1 false", "1 done t-0");
        refuses("has 1 copies", 1, "1 got t-0 s.1 1 false", "1 KILL", "2 got c-0 s.1 2 true", "2 done c-0");
    }

    @Test
    void seesMessagesOutOfOrderAndUnknownOnes() {
        SharedLedger ledger = new SharedLedger();
        ledger.sent("s.1");
        ledger.sent("s.2");
        ledger.apply("1", "got c-0 s.2 1 false", 1);
        ledger.apply("1", "got c-0 s.1 1 false", 2);
        ledger.apply("1", "got c-0 s.3x 1 false", 3);

        assertThat(ledger.violations())
                .anySatisfy(violation -> assertThat(violation).contains("came after"))
                .anySatisfy(violation -> assertThat(violation).contains("never sent"));
    }

    @Test
    void seesErrorsAndUnfinishedWork() {
        refuses("an error", 0, "1 E c-0: jakarta.jms.JMSException");
        refuses("still had", 0, "1 got c-0 s.1 1 false");
    }
}
