package io.github.persistq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Chapter 3, the message model: section 3.5.4, the rows of table 3-2, before a send and after it. */
class Chapter03PropertyConversionsTest extends Statements {
    private static final String NAME = "value";

    @Test
    @Spec("3.5.4")
    void aBooleanPropertyIsReadAsBooleanOrString() throws Exception {
        assertRow(true, Map.of("boolean", true, "String", "true"));
        assertRow(false, Map.of("boolean", false, "String", "false"));
    }

    @Test
    @Spec("3.5.4")
    void aBytePropertyIsReadAsAnyIntegralTypeOrString() throws Exception {
        assertRow((byte) -7, Map.of("byte", (byte) -7, "short", (short) -7, "int", -7, "long", -7L, "String", "-7"));
    }

    @Test
    @Spec("3.5.4")
    void aShortPropertyIsReadAsShortOrWiderOrString() throws Exception {
        assertRow((short) 300, Map.of("short", (short) 300, "int", 300, "long", 300L, "String", "300"));
    }

    @Test
    @Spec("3.5.4")
    void anIntPropertyIsReadAsIntOrLongOrString() throws Exception {
        assertRow(70_000, Map.of("int", 70_000, "long", 70_000L, "String", "70000"));
    }

    @Test
    @Spec("3.5.4")
    void aLongPropertyIsReadAsLongOrString() throws Exception {
        assertRow(1L << 40, Map.of("long", 1L << 40, "String", "1099511627776"));
    }

    @Test
    @Spec("3.5.4")
    void aFloatPropertyIsReadAsFloatOrDoubleOrString() throws Exception {
        assertRow(1.5f, Map.of("float", 1.5f, "double", 1.5, "String", "1.5"));
    }

    @Test
    @Spec("3.5.4")
    void aDoublePropertyIsReadAsDoubleOrString() throws Exception {
        assertRow(1e300, Map.of("double", 1e300, "String", "1.0E300"));
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyIsReadAsAnyTypeThatItsTextFits() throws Exception {
        assertRow(
                "7",
                Map.of(
                        "boolean", false, "byte", (byte) 7, "short", (short) 7, "int", 7, "long", 7L, "float", 7f,
                        "double", 7.0, "String", "7"));
    }

    @Test
    @Spec("3.5.4")
    void aNarrowValueOfAWideTypeIsNotNarrowed() throws Exception {
        assertRow(1L, Map.of("long", 1L, "String", "1"));
        assertRow(1.0, Map.of("double", 1.0, "String", "1.0"));
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyIsTrueIfItSaysSoInAnyCase() throws Exception {
        for (String text : List.of("true", "TRUE", "True")) {
            assertThat(converted(text).as("boolean").read()).as(text).isEqualTo(true);
        }
        for (String text : List.of("false", "yes", "1", "", " true")) {
            assertThat(converted(text).as("boolean").read()).as(text).isEqualTo(false);
        }
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyThatIsNoIntegerIsNotReadAsOne() throws Exception {
        for (String text : List.of("seven", "", "7.0", "0x7", "7L", " 7", "9223372036854775808")) {
            for (String type : List.of("byte", "short", "int", "long")) {
                assertThatThrownBy(() -> converted(text).as(type).read(), "'%s' as %s", text, type)
                        .isInstanceOf(NumberFormatException.class);
            }
        }
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyOutOfTheRangeOfATypeIsNotReadAsIt() throws Exception {
        Map<String, String> tooLarge = Map.of("byte", "128", "short", "32768", "int", "2147483648");
        for (Map.Entry<String, String> each : tooLarge.entrySet()) {
            assertThatThrownBy(
                            () -> converted(each.getValue()).as(each.getKey()).read(), "%s", each)
                    .isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyThatIsNoNumberIsNotReadAsFloatOrDouble() throws Exception {
        for (String text : List.of("seven", "", "1,5", "--1")) {
            for (String type : List.of("float", "double")) {
                assertThatThrownBy(() -> converted(text).as(type).read(), "'%s' as %s", text, type)
                        .isInstanceOf(NumberFormatException.class);
            }
        }
    }

    @Test
    @Spec("3.5.4")
    void aStringPropertyMaySayANumberAsJavaReadsIt() throws Exception {
        assertThat(converted("+7").as("int").read()).isEqualTo(7);
        assertThat(converted("1e3").as("double").read()).isEqualTo(1000.0);
        assertThat(converted("-1.5f").as("float").read()).isEqualTo(-1.5f);
        assertThat(converted("NaN").as("double").read()).isEqualTo(Double.NaN);
    }

    @Test
    @Spec("3.5.4")
    void aNullPropertyIsReadAsFalseOrNull() throws Exception {
        assertThat(converted(null).as("boolean").read()).isEqualTo(false);
        assertThat(converted(null).as("String").read()).isNull();
        Message message = session.createMessage();
        message.setObjectProperty(NAME, null);
        assertThat(arrival(message).getObjectProperty(NAME)).isNull();
    }

    @Test
    @Spec("3.5.4")
    void aNullPropertyIsNoIntegerAndFailsAsTheTextNullDoes() throws Exception {
        for (String type : List.of("byte", "short", "int", "long")) {
            assertThatThrownBy(() -> converted(null).as(type).read(), type).isInstanceOf(NumberFormatException.class);
        }
    }

    @Test
    @Spec("3.5.4")
    void aNullPropertyIsNoFloatOrDoubleAndFailsAsTheirValueOfDoes() throws Exception {
        for (String type : List.of("float", "double")) {
            assertThatThrownBy(() -> converted(null).as(type).read(), type).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    @Spec("3.5.4")
    void aFailedConversionLeavesTheProperty() throws Exception {
        Message message = session.createMessage();
        message.setStringProperty(NAME, "seven");

        assertThatThrownBy(() -> message.getIntProperty(NAME)).isInstanceOf(NumberFormatException.class);

        assertThat(message.getStringProperty(NAME)).isEqualTo("seven");
    }

    private void assertRow(Object value, Map<String, Object> marked) throws JMSException {
        Message message = session.createMessage();
        message.setObjectProperty(NAME, value);
        Conversions.ofProperty(message, NAME).allow(marked);

        Conversions.ofProperty(arrival(message), NAME).allow(marked);
    }

    /** The ways to read what a message brought as a text, or as null. */
    private Conversions converted(String text) throws JMSException {
        Message message = session.createMessage();
        message.setStringProperty(NAME, text);
        return Conversions.ofProperty(arrival(message), NAME);
    }
}
