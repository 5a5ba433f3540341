package io.github.persistq.internal.selector;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.InvalidSelectorException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SelectorMutationTest {
    private static final int SELECTORS = 150_000;
    private static final String[] FRAGMENTS = {
        "(",
        ")",
        "'",
        "''",
        ",",
        "=",
        "<",
        ">",
        "<>",
        "+",
        "-",
        "*",
        "/",
        ".",
        "0x",
        "1e",
        "_",
        "%",
        "\"",
        "!",
        "\u0000",
        "\n",
        "\uD83D",
        "\uDE00",
        "é",
        " ",
        "NOT ",
        " AND ",
        " OR ",
        " IN ",
        " LIKE ",
        " ESCAPE ",
        " IS ",
        "NULL",
        "TRUE",
        " BETWEEN ",
        "JMSReplyTo",
        "JMSType",
        "9223372036854775808",
        "1/0",
        "f",
        "L",
        "a"
    };
    private static final Object[] VALUES = {
        null, 1, 2L, 0.5, 1.5f, (byte) 0, (short) 3, "a", "", true, false, Double.NaN
    };

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void parsesOrRefusesDamagedSelectorsAndNeverFailsOtherwise() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomSelectors selectors = new RandomSelectors(random);
        int refused = 0;

        for (int i = 0; i < SELECTORS; i++) {
            String text = damaged(selectors.condition(i % 4), random);
            try {
                Selector.parse(text).matches(name -> VALUES[random.nextInt(VALUES.length)]);
            } catch (InvalidSelectorException e) {
                refused++;
                assertThat(e.getMessage()).startsWith("Invalid selector at character ");
            } catch (Exception | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", selector: " + text, e);
            }
        }

        assertThat(refused).as("refused, seed %d", seed).isBetween(SELECTORS / 10, SELECTORS);
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int from = random.nextInt(damaged.length() + 1);
            int to = Math.min(damaged.length(), from + random.nextInt(4));
            switch (random.nextInt(4)) {
                case 0 -> damaged.delete(from, to);
                case 1 -> damaged.insert(from, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
                case 2 -> damaged.replace(from, to, FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
                default -> damaged.insert(from, damaged.substring(from, to));
            }
        }
        return damaged.toString();
    }
}
