package io.github.persistq.tck;

import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Calls that belong to one statement, each with a name so that a failure says which one it was. */
final class Calls {
    private final Map<String, ThrowingCallable> calls = new LinkedHashMap<>();

    Calls add(String name, ThrowingCallable call) {
        calls.put(name, call);
        return this;
    }

    /** Makes every call; each must throw the exception, and all that do not are named. */
    void assertRefusedWith(Class<? extends Exception> type) {
        SoftAssertions softly = new SoftAssertions();
        calls.forEach((name, call) -> softly.assertThatThrownBy(call).as(name).isInstanceOf(type));
        softly.assertAll();
    }
}
