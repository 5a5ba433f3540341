package io.github.persistq.internal.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.QueueName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionNamesTest {
    @Test
    void readsAsClientAndName() {
        assertThat(SubscriptionNames.durable("desk", "prices").name()).isEqualTo("desk/prices");
        assertThat(SubscriptionNames.durable(null, "prices").name()).isEqualTo("/prices");
        assertThat(SubscriptionNames.durable("a/b", "50%#~").name()).isEqualTo("a%2Fb/50%25%23%7E");
    }

    @Test
    void givesNoTwoPairsOneName() {
        List<String> parts = List.of("a", "a/", "/a", "a/a", "%2F", "a%2F", "#", "~", "a~", "%", "");
        Set<QueueName> names = new HashSet<>();
        int pairs = 0;
        for (String name : parts) {
            names.add(SubscriptionNames.durable(null, name));
            pairs++;
            for (String clientId : parts) {
                if (!clientId.isEmpty()) {
                    names.add(SubscriptionNames.durable(clientId, name));
                    pairs++;
                }
            }
        }

        assertThat(names).hasSize(pairs);
    }

    @Test
    void keepsLongNamesApartWithinTheLimit() {
        QueueName longest = SubscriptionNames.durable("c", "x".repeat(509));
        QueueName hashed = SubscriptionNames.durable("c", "x".repeat(510));

        assertThat(longest.name()).startsWith("c/x").hasSize(511);
        assertThat(SubscriptionNames.successor(longest).name()).hasSize(512);
        assertThat(hashed.name()).startsWith("#").hasSize(65);
        assertThat(SubscriptionNames.durable("c", "x".repeat(511))).isNotEqualTo(hashed);
        assertThat(SubscriptionNames.durable("c", "x".repeat(510))).isEqualTo(hashed);
    }

    @Test
    void takesTurnsWhenOneIsReplaced() {
        QueueName first = SubscriptionNames.durable("c", "a~");
        QueueName second = SubscriptionNames.successor(first);

        assertThat(second).isNotEqualTo(first);
        assertThat(SubscriptionNames.successor(second)).isEqualTo(first);
    }

    @Test
    void namesEachNonDurableOneAfresh() {
        QueueName name = SubscriptionNames.nonDurable("t".repeat(512));

        assertThat(name.name()).startsWith("~").hasSize(512);
        assertThat(SubscriptionNames.nonDurable("t")).isNotEqualTo(SubscriptionNames.nonDurable("t"));
    }
}
