package io.github.persistq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.config.Option.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreUrlTest {
    private static final Option<Integer> PREFETCH = Option.integer("prefetch", Scope.FACTORY, 100, 0, 10_000);
    private static final Option<Integer> DELIVERIES = Option.integer("maxDeliveries", Scope.DESTINATION, 10, 1, 1000);
    private static final List<Option<?>> VALID = List.of(PREFETCH, DELIVERIES);

    @Test
    void readsSchemeLocationAndOptions() {
        StoreUrl url = StoreUrl.parse("persistq:file:/var/lib/orders?prefetch=5&maxDeliveries=3");

        assertThat(url.scheme()).isEqualTo("file");
        assertThat(url.location()).isEqualTo("/var/lib/orders");
        assertThat(url.options()).containsExactly(Map.entry("prefetch", "5"), Map.entry("maxDeliveries", "3"));
    }

    @ParameterizedTest
    @CsvSource({
        "persistq:file:C:\\data\\orders, file, C:\\data\\orders",
        "persistq:mysql://db:3306/shop?a=b, mysql, //db:3306/shop",
        "persistq:memory:test?, memory, test",
        "persistq:file:relative/dir?a=b&, file, relative/dir"
    })
    void readsManyFormsOfLocation(String text, String scheme, String location) {
        StoreUrl url = StoreUrl.parse(text);

        assertThat(url.scheme()).isEqualTo(scheme);
        assertThat(url.location()).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "persistq",
                "persistq:",
                "persistq:file",
                "persistq:file:",
                "persistq:file:?a=b",
                "persistq:file?x=a:b",
                "file:/tmp",
                "jdbc:file:x"
            })
    void rejectsWhatIsNoStoreUrlShowingTheForm(String text) {
        assertThatThrownBy(() -> StoreUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("persistq:SCHEME:LOCATION?option=value");
    }

    @Test
    void decodesPercentsAndLeavesPlusAlone() {
        StoreUrl url = StoreUrl.parse("persistq:file:/tmp/a%20b+c%3Fd%25?no%74e=1%262+3%3D4=5&empty=");

        assertThat(url.location()).isEqualTo("/tmp/a b+c?d%");
        assertThat(url.options()).containsEntry("note", "1&2+3=4=5").containsEntry("empty", "");
    }

    @Test
    void decodesUtf8() {
        assertThat(StoreUrl.parse("persistq:memory:%C3%BC%E6%97%A5").location()).isEqualTo("ü日");
    }

    @ParameterizedTest
    @ValueSource(strings = {"persistq:memory:a?prefetch", "persistq:memory:a?=5"})
    void rejectsAnOptionWithoutNameOrValue(String text) {
        assertThatThrownBy(() -> StoreUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option=value");
    }

    @Test
    void rejectsAnOptionGivenTwice() {
        assertThatThrownBy(() -> StoreUrl.parse("persistq:memory:a?prefetch=1&pre%66etch=2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'prefetch' twice");
    }

    @Test
    void acceptsKnownOptionsAndPatterns() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?prefetch=5&maxDeliveries=3&orders.*.maxDeliveries=4");

        assertThatCode(() -> url.check(VALID)).doesNotThrowAnyException();
    }

    @Test
    void namesAnUnknownOptionAndListsTheValidOnes() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?prefetsh=5");

        assertThatThrownBy(() -> url.check(VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown option 'prefetsh' in the store URL; valid options are maxDeliveries, prefetch");
    }

    @Test
    void acceptsPatternsForDestinationOptionsOnly() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?orders.prefetch=5");

        assertThatThrownBy(() -> url.check(VALID)).hasMessageContaining("Unknown option 'orders.prefetch'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxDeliveries=0", "orders.maxDeliveries=many"})
    void rejectsABadValueOfAnOptionOrPattern(String option) {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?" + option);

        assertThatThrownBy(() -> url.check(VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'maxDeliveries'")
                .hasMessageContaining("a whole number from 1 to 1000");
    }

    @Test
    void answersTheValueOrTheDefault() {
        assertThat(StoreUrl.parse("persistq:memory:a?prefetch=5").get(PREFETCH)).isEqualTo(5);
        assertThat(StoreUrl.parse("persistq:memory:a").get(PREFETCH)).isEqualTo(100);
        assertThat(StoreUrl.parse("persistq:memory:a").get(DELIVERIES, "orders"))
                .isEqualTo(10);
    }

    @Test
    void prefersTheLongestPatternThatMatches() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?maxDeliveries=1&*.maxDeliveries=2&orders.*.maxDeliveries=3"
                + "&orders.new.maxDeliveries=4");

        assertThat(url.get(DELIVERIES, "orders.new")).isEqualTo(4);
        assertThat(url.get(DELIVERIES, "orders.old")).isEqualTo(3);
        assertThat(url.get(DELIVERIES, "bills")).isEqualTo(2);
    }

    @Test
    void fallsBackToThePlainKeyWhenNoPatternMatches() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?orders.maxDeliveries=3&maxDeliveries=1");

        assertThat(url.get(DELIVERIES, "bills")).isEqualTo(1);
        assertThat(url.get(DELIVERIES, "orders.new")).isEqualTo(1);
        assertThat(url.get(DELIVERIES, "orders")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "a*c, abc, true",
        "a*c, ac, true",
        "a*c, acb, false",
        "a*b*c, axbyc, true",
        "a*b*c, acb, false",
        "aa*aa, aaa, false",
        "aa*aa, aaaa, true",
        "*x*, aXb, false",
        "*x*, axb, true",
        "a.b, aXb, false",
        "*, '', true",
        "[a]*, [a]b, true"
    })
    void matchesAStarWithAnyTextAndAllElseLiterally(String pattern, String destination, boolean matches) {
        StoreUrl url = new StoreUrl("memory", "a", Map.of(pattern + ".maxDeliveries", "7"));

        assertThat(url.get(DELIVERIES, destination)).isEqualTo(matches ? 7 : 10);
    }

    @Test
    void showsItselfWithoutPasswords() {
        StoreUrl url =
                StoreUrl.parse("persistq:mysql://db/shop?user=me&password=s3c&keyPasswordFile=x%26s3c&prefetch=5");

        assertThat(url).hasToString("persistq:mysql://db/shop?user=me&password=***&keyPasswordFile=***&prefetch=5");
    }

    @Test
    void showsNoPasswordOfAUrlThatItRejects() {
        assertThatThrownBy(() -> StoreUrl.parse("mysql://db/shop?PASSWORD=s3c&user=me"))
                .hasMessageContaining("PASSWORD=***&user=me")
                .hasMessageNotContaining("s3c");
    }

    /** What follows an ampersand in a password, or a broken percent-encoding of it, was shown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "persistq:file:a?password=x&s3c",
                "persistq:file:a?password=%s3c",
                "persistq:file:a?password=s3c%",
                "persistq:file:a?password=s3c&password=s3c",
                "persistq:?password=s3c"
            })
    void showsNoPartOfAPasswordInAnyError(String url) {
        assertThatThrownBy(() -> StoreUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3c")
                .hasNoCause();
    }

    @Test
    void keepsOptionsUnchangeable() {
        StoreUrl url = StoreUrl.parse("persistq:memory:a?prefetch=5");

        assertThatThrownBy(() -> url.options().put("prefetch", "6")).isInstanceOf(UnsupportedOperationException.class);
    }
}
