package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: headers in selectors, and sections 3.8.1.2 and 3.8.1.3. */
class Chapter03SelectorHeadersAndNullsTest extends SelectorStatements {
    /** A condition for each value of the logic: of t and f the one is true and the other false, and u is absent. */
    private static final String[] LOGIC = {"t = 1", "f = 1", "u = 1"};

    @Test
    @Spec("3.8.1.1")
    void thePriorityMayStandInASelector() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setPriority(2);
        producer.send(session.createTextMessage("low"));
        producer.setPriority(8);
        producer.send(session.createTextMessage("high"));

        assertThat(drain(session.createConsumer(queue, "JMSPriority > 4"))).containsExactly("high");
    }

    @Test
    @Spec("3.8.1.1")
    void theIdentifierOfTheMessageMayStandInASelector() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.send(session.createTextMessage("first"));
        Message second = session.createTextMessage("second");
        producer.send(second);

        MessageConsumer consumer = session.createConsumer(queue, "JMSMessageID = '" + second.getJMSMessageID() + "'");

        assertThat(drain(consumer)).containsExactly("second");
    }

    @Test
    @Spec("3.8.1.1")
    void theTimestampMayStandInASelector() throws Exception {
        Message message = session.createTextMessage("hello");
        session.createProducer(queue).send(message);
        long timestamp = message.getJMSTimestamp();

        try (MessageConsumer later = session.createConsumer(queue, "JMSTimestamp > " + timestamp)) {
            assertThat(later.receiveNoWait()).isNull();
        }
        assertThat(drain(session.createConsumer(queue, "JMSTimestamp = " + timestamp)))
                .containsExactly("hello");
    }

    @Test
    @Spec("3.8.1.1")
    void theCorrelationIdentifierMayStandInASelector() throws Exception {
        Message message = session.createMessage();
        message.setJMSCorrelationID("order 7");

        assertMatches(message, "JMSCorrelationID = 'order 7'", "JMSCorrelationID LIKE 'order%'");
        assertMisses(message, "JMSCorrelationID = 'order 8'", "JMSCorrelationID IS NULL");
    }

    @Test
    @Spec("3.8.1.1")
    void theTypeMayStandInASelector() throws Exception {
        Message message = session.createMessage();
        message.setJMSType("car");

        assertMatches(message, "JMSType = 'car'", "JMSType IN ('car', 'bus')", "JMSType IS NOT NULL");
        assertMisses(message, "JMSType = 'bus'", "JMSType <> 'car'");
    }

    @Test
    @Spec("3.8.1.1")
    void anAbsentCorrelationIdentifierOrTypeIsNull() throws Exception {
        Message message = session.createMessage();

        assertMatches(message, "JMSCorrelationID IS NULL", "JMSType IS NULL");
        assertMisses(message, "JMSCorrelationID = ''", "JMSType <> 'car'", "JMSType IS NOT NULL");
    }

    @Test
    @Spec("3.8.1.1")
    @ArtemisDiffers("takes the names of other headers for properties")
    void noOtherHeaderMayStandInASelector() throws Exception {
        assertInvalid(
                "JMSDestination = 'q'",
                "JMSReplyTo IS NULL",
                "JMSExpiration = 0",
                "JMSRedelivered = FALSE",
                "JMSDeliveryTime > 0");
    }

    @Test
    @Spec("3.8.1.1")
    void aPropertyOfAProviderIsNullWhereItIsAbsent() throws Exception {
        assertMatches(session.createMessage(), "JMS_Vendor_Any IS NULL");
        assertMisses(session.createMessage(), "JMS_Vendor_Any = 1");
    }

    @Test
    @Spec("3.8.1.2")
    @ArtemisDiffers("takes n = absent for false, so that its negation matches")
    void aComparisonWithNullIsUnknownAndSoIsItsNegation() throws Exception {
        Message message = with("n", 1);

        for (String operator : new String[] {"=", "<>", "<", "<=", ">", ">="}) {
            assertMisses(message, "absent " + operator + " 1", "NOT (absent " + operator + " 1)");
            assertMisses(message, "n " + operator + " absent", "NOT (n " + operator + " absent)");
        }
        assertMisses(message, "absent = 'red'", "NOT (absent = 'red')", "absent = TRUE", "NOT (absent = TRUE)");
    }

    @Test
    @Spec("3.8.1.2")
    @ArtemisDiffers("takes null for equal to null")
    void nullIsNotEqualToNull() throws Exception {
        assertMisses(
                with("n", 1), "absent = missing", "absent <> missing", "NOT (absent = missing)", "absent = absent");
    }

    @Test
    @Spec("3.8.1.2")
    void arithmeticWithNullIsUnknown() throws Exception {
        Message message = with("n", 1);

        for (String operator : new String[] {"+", "-", "*", "/"}) {
            String sum = "n " + operator + " absent";
            assertMisses(message, sum + " = 1", sum + " <> 1", "NOT (" + sum + " = 1)");
        }
        assertMisses(message, "-absent = 1", "-absent <> 1", "NOT (-absent = 1)");
    }

    @Test
    @Spec("3.8.1.2")
    void betweenWithNullIsUnknownUnlessTheOtherEndDecides() throws Exception {
        Message message = with("n", 5);

        assertMisses(message, "absent BETWEEN 1 AND 9", "absent NOT BETWEEN 1 AND 9", "n BETWEEN absent AND 9");
        assertMisses(message, "n BETWEEN 1 AND absent", "n NOT BETWEEN absent AND 9");
        assertMatches(message, "n NOT BETWEEN absent AND 4", "n NOT BETWEEN 6 AND absent");
    }

    @Test
    @Spec("3.8.1.2")
    void inWithNullIsUnknown() throws Exception {
        assertMisses(
                with("n", 1),
                "absent IN ('a', 'b')",
                "absent NOT IN ('a', 'b')",
                "NOT (absent IN ('a', 'b'))",
                "NOT (absent NOT IN ('a', 'b'))");
    }

    @Test
    @Spec("3.8.1.2")
    void likeWithNullIsUnknown() throws Exception {
        assertMisses(
                with("n", 1),
                "absent LIKE '%'",
                "absent NOT LIKE '%'",
                "NOT (absent LIKE '%')",
                "NOT (absent NOT LIKE '%')");
    }

    @Test
    @Spec("3.8.1.2")
    void anAbsentBooleanPropertyAloneIsUnknown() throws Exception {
        assertMisses(with("n", 1), "absent", "NOT absent", "absent AND TRUE");
        assertMatches(with("n", 1), "absent OR TRUE");
    }

    @Test
    @Spec("3.8.1.2")
    void isNullMakesAKnownValueOfAnUnknownOne() throws Exception {
        Message message = with("n", 1);

        assertMatches(message, "absent IS NULL", "NOT (absent IS NOT NULL)", "NOT (n IS NULL)");
        assertMisses(message, "NOT (absent IS NULL)", "absent IS NOT NULL");
    }

    @Test
    @Spec("3.8.1.2")
    void andIsTrueIfBothAreAndFalseIfOneIs() throws Exception {
        assertTable("AND", new char[][] {{'T', 'F', 'U'}, {'F', 'F', 'F'}, {'U', 'F', 'U'}});
    }

    @Test
    @Spec("3.8.1.2")
    void orIsTrueIfOneIsAndFalseIfBothAre() throws Exception {
        assertTable("OR", new char[][] {{'T', 'T', 'T'}, {'T', 'F', 'U'}, {'T', 'U', 'U'}});
    }

    @Test
    @Spec("3.8.1.2")
    void notTurnsTrueAndFalseAroundAndLeavesUnknown() throws Exception {
        assertValue("NOT (" + LOGIC[0] + ")", 'F');
        assertValue("NOT (" + LOGIC[1] + ")", 'T');
        assertValue("NOT (" + LOGIC[2] + ")", 'U');
    }

    @Test
    @Spec("3.8.1.3")
    void theDeliveryModeIsAWordInASelector() throws Exception {
        MessageProducer producer = session.createProducer(queue);
        producer.setDeliveryMode(DeliveryMode.PERSISTENT);
        producer.send(session.createTextMessage("kept"));
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createTextMessage("light"));

        try (MessageConsumer consumer = session.createConsumer(queue, "JMSDeliveryMode = 'NON_PERSISTENT'")) {
            assertThat(drain(consumer)).containsExactly("light");
        }
        assertThat(drain(session.createConsumer(queue, "JMSDeliveryMode = 'PERSISTENT'")))
                .containsExactly("kept");
    }

    @Test
    @Spec("3.8.1.3")
    void theDeliveryModeIsNoNumberInASelector() throws Exception {
        Message message = session.createMessage();

        assertMisses(message, "JMSDeliveryMode = 2", "JMSDeliveryMode = 1");
        assertMatches(message, "JMSDeliveryMode <> 'NON_PERSISTENT'", "JMSDeliveryMode IN ('PERSISTENT', 'OTHER')");
    }

    /** Holds an operator against its table: rows for the left side, columns for the right one. */
    private void assertTable(String operator, char[][] table) throws Exception {
        for (int left = 0; left < LOGIC.length; left++) {
            for (int right = 0; right < LOGIC.length; right++) {
                assertValue(LOGIC[left] + " " + operator + " " + LOGIC[right], table[left][right]);
            }
        }
    }

    /** True matches, false matches when it is negated, and unknown never does. */
    private void assertValue(String condition, char value) throws Exception {
        Message message = with("t", 1, "f", 0);
        String negated = "NOT (" + condition + ")";
        switch (value) {
            case 'T' -> {
                assertMatches(message, condition);
                assertMisses(message, negated);
            }
            case 'F' -> {
                assertMatches(message, negated);
                assertMisses(message, condition);
            }
            default -> assertMisses(message, condition, negated);
        }
    }
}
