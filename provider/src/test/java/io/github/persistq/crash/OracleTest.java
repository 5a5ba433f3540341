package io.github.persistq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each way in which a store can break its word is seen, and what it may do is not taken for one. */
class OracleTest {
    private static final String CLIENT = plain(Queues.CLIENT, 0);
    private static final String AUTO = plain(Queues.AUTO, 0);
    private static final String DUPLICATES_OK = plain(Queues.DUPLICATES_OK, 0);
    private static final String ORIGIN = plain(Queues.ORIGIN, 0);
    private static final String MOVED = "m1.0.0.0.1~" + ORIGIN;
    private static final String BATCH_0 = "t1.0.0.0.2";
    private static final String BATCH_1 = "t1.0.0.1.2";
    private static final String KILL = "KILL";

    /** The n-th message that goes to a queue. */
    private static String plain(String queue, int n) {
        return IntStream.range(0, 1000)
                .mapToObj(unit -> "p1.0." + unit + ".0.1")
                .filter(id -> MessageId.parse(id).queue().equals(queue))
                .skip(n)
                .findFirst()
                .orElseThrow();
    }

    private static String seen(String consumer, String id, int count) {
        MessageId message = MessageId.parse(id);
        return "R " + consumer + " "
                + new Sighting(id, message.queue(), message.priority(), message.persistent(), count, count > 1, true)
                        .text();
    }

    private static List<String> judge(String... events) {
        Oracle oracle = new Oracle();
        for (String event : events) {
            if (event.equals(KILL)) {
                oracle.killed();
            } else {
                oracle.apply(event);
            }
        }
        return oracle.finish();
    }

    private static void accepts(String... events) {
        assertThat(judge(events)).isEmpty();
    }

    private static void refuses(String reason, String... events) {
        assertThat(judge(events)).anySatisfy(violation -> assertThat(violation).contains(reason));
    }

    @Test
    void acceptsWhatIsSettledOrLeft() {
        accepts("S " + CLIENT, seen("c1", CLIENT, 1), "B c1", "A c1");
        accepts("S " + CLIENT, KILL, seen("d", CLIENT, 1));
        accepts(seen("c1", CLIENT, 1), "S " + CLIENT, "N c1", seen("c1", CLIENT, 2), "B c1", "A c1");
        accepts("S " + BATCH_0 + " " + BATCH_1, seen("l1", BATCH_1, 1), KILL, seen("d", BATCH_0, 1));
        accepts(seen("m1", ORIGIN, 1), "S " + ORIGIN, "B m1", "A m1 " + MOVED, seen("d", MOVED, 1));
    }

    @Test
    void acceptsEitherOutcomeOfWhatAKillInterrupts() {
        accepts("S " + CLIENT, seen("c1", CLIENT, 1), "B c1", KILL);
        accepts("S " + CLIENT, seen("c1", CLIENT, 1), "B c1", KILL, seen("d", CLIENT, 2));
        accepts("S " + ORIGIN, seen("m1", ORIGIN, 1), "B m1", KILL, seen("d", ORIGIN, 2));
        accepts("S " + ORIGIN, seen("m1", ORIGIN, 1), "B m1", KILL, seen("d", MOVED, 1));
        accepts("S " + ORIGIN, seen("m1", ORIGIN, 1), "B m1", seen("c5", MOVED, 1), KILL, seen("d", MOVED, 2));
        accepts("S " + AUTO, KILL);
    }

    @Test
    void seesALostMessage() {
        refuses("is lost", "S " + CLIENT, KILL);
        refuses("is lost", "S " + CLIENT, seen("c1", CLIENT, 1), KILL);
        refuses("is lost", "S " + CLIENT, seen("c1", CLIENT, 1), "N c1");
        refuses("is lost", "S " + BATCH_0 + " " + BATCH_1, seen("l1", BATCH_1, 1), "N l1", KILL, seen("d", BATCH_0, 1));
    }

    @Test
    void seesALostMessageThatIsNotPersistent() {
        String passing = CLIENT.replace("p1", "n1");
        assertThat(MessageId.parse(passing).persistent()).isFalse();

        refuses("is lost", "S " + passing, KILL);
    }

    @Test
    void seesAPartOfAUnitThatIsMissingInATopic() {
        String first = "t1.0.0.0.3";
        String second = "t1.0.0.1.3";
        String third = "t1.0.0.2.3";
        assertThat(MessageId.parse(third).queue()).isEqualTo(Queues.NEWS);

        accepts(KILL, seen("d", first, 1), seen("d", second, 1), seen("d", third, 1));
        refuses("arrived in part", KILL, seen("d", first, 1), seen("d", second, 1));
    }

    @Test
    void seesMoreMissingAutomaticOnesThanKills() {
        refuses("are missing after 1 kills", "S " + AUTO, "S " + plain(Queues.AUTO, 1), KILL);
        refuses("are missing after 0 kills", "S " + AUTO);
        refuses("1 messages of duplicates-ok are missing after 0 kills", "S " + DUPLICATES_OK);
    }

    @Test
    void seesAMessageAfterItsAcknowledgement() {
        refuses("after it was settled", "S " + CLIENT, seen("c1", CLIENT, 1), "B c1", "A c1", seen("d", CLIENT, 2));
        refuses("after it was settled", "S " + AUTO, seen("a1", AUTO, 1), KILL, seen("a1", AUTO, 2));
        refuses("after it was settled", seen("a2", DUPLICATES_OK, 1), KILL, seen("a2", DUPLICATES_OK, 2));
        String next = "t1.0.1.1.2";
        refuses("after it was settled", seen("l1", BATCH_1, 1), seen("l1", next, 1), KILL, seen("l1", BATCH_1, 2));
    }

    @Test
    void seesAMessageWithTwoConsumers() {
        refuses("while a consumer has it", seen("c1", CLIENT, 1), seen("c2", CLIENT, 2));
    }

    @Test
    void seesHalfAnAcknowledgement() {
        String other = plain(Queues.CLIENT, 1);

        refuses(
                "is lost",
                "S " + CLIENT,
                "S " + other,
                seen("c1", CLIENT, 1),
                seen("c1", other, 1),
                "B c1",
                KILL,
                seen("d", other, 2));
    }

    @Test
    void seesWrongDeliveryCounts() {
        refuses("delivery count 1; expected 2", seen("c1", CLIENT, 1), "N c1", seen("d", CLIENT, 1));
        refuses("delivery count 2; expected 1 to 1", seen("d", CLIENT, 2));
        refuses("delivery count 3; expected 1 to 2", "S " + CLIENT, KILL, seen("d", CLIENT, 3));
        refuses("redelivered true", seen("d", CLIENT, 1).replace("false true", "true true"));
    }

    @Test
    void seesPartOfAUnitOfWork() {
        refuses("arrived in part", KILL, seen("d", BATCH_1, 1));
    }

    @Test
    void seesAUnitOfWorkThatWasRolledBack() {
        refuses("was rolled back", KILL, seen("d", BATCH_0 + "x", 1), seen("d", BATCH_1 + "x", 1));
    }

    @Test
    void seesAnUnreturnedUnitThatWasNotTheLast() {
        String later = plain(Queues.CLIENT, 1);

        refuses("was not the last", "S " + later, KILL, seen("d", CLIENT, 1), seen("d", later, 1));
    }

    @Test
    void seesMovesThatAreNotWhole() {
        refuses("moved nowhere", "S " + ORIGIN, seen("m1", ORIGIN, 1), "B m1", KILL);
        refuses("still there", "S " + ORIGIN, seen("m1", ORIGIN, 1), KILL, seen("d", MOVED, 1));
        refuses("after it was settled", seen("m1", ORIGIN, 1), "B m1", KILL, seen("d", MOVED, 1), seen("d", ORIGIN, 2));
        refuses("moved twice", seen("m1", ORIGIN, 1), "B m1", "A m1 " + MOVED, seen("d", "m2" + MOVED.substring(2), 1));
        refuses("is lost", seen("m1", ORIGIN, 1), "B m1", "A m1 " + MOVED);
    }

    @Test
    void seesMessagesOutOfOrder() {
        List<String> lane = lane();

        refuses("overtook", seen("c1", lane.get(1), 1), seen("c1", lane.get(0), 1));
        refuses("overtook", seen("c1", lane.get(1), 1), KILL, seen("d", lane.get(0), 1));
        accepts("S " + lane.get(0), "S " + lane.get(1), seen("d", lane.get(0), 1), seen("d", lane.get(1), 1));
        // Two consumers tell of what they have in any order.
        accepts(
                "S " + lane.get(0),
                "S " + lane.get(1),
                seen("c1", lane.get(1), 1),
                seen("c2", lane.get(0), 1),
                "B c1",
                "A c1",
                "B c2",
                "A c2");
    }

    /** Two messages of one lane, in the order of sending. */
    private static List<String> lane() {
        String lane = MessageId.parse(CLIENT).lane();
        return IntStream.range(0, 10_000)
                .mapToObj(unit -> "p1.0." + unit + ".0.1")
                .filter(id -> MessageId.parse(id).lane().equals(lane))
                .limit(2)
                .toList();
    }

    @Test
    void seesWrongBodiesAndQueues() {
        refuses("another body", seen("d", CLIENT, 1).replaceAll("true$", "false"));
        refuses("with persistent false", seen("d", CLIENT, 1).replaceAll("true 1 ", "false 1 "));
        refuses("arrived in DLQ.client", seen("d", CLIENT, 1).replace(" client ", " DLQ.client "));
    }

    @Test
    void seesErrors() {
        refuses("an error", "E c1: jakarta.jms.JMSException");
    }
}
