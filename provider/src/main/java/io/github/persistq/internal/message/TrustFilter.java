package io.github.persistq.internal.message;

import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a stream is about to create, and remembers in words what it rejected.
 *
 * <p>Threading: one thread at a time; made for one stream.
 */
final class TrustFilter implements ObjectInputFilter {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_REFERENCES = 10_000_000;

    /** An element takes at least a byte in the stream; collections reserve up to a few times that. */
    private static final long ELEMENTS_PER_BYTE = 8;

    private final Trust trust;
    private final long maxArrayLength;
    private @Nullable String rejection;

    TrustFilter(Trust trust, int streamBytes) {
        this.trust = trust;
        maxArrayLength = ELEMENTS_PER_BYTE * streamBytes;
    }

    /** Why the stream was rejected, or null if it was not, or not by this filter. */
    @Nullable
    String rejection() {
        return rejection;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.depth() > MAX_DEPTH) {
            return reject(
                    "An ObjectMessage nests its objects %d deep; the limit is %d".formatted(info.depth(), MAX_DEPTH));
        }
        if (info.references() > MAX_REFERENCES) {
            return reject("An ObjectMessage holds more than %d objects".formatted(MAX_REFERENCES));
        }
        if (info.arrayLength() > maxArrayLength) {
            return reject(
                    "An ObjectMessage claims an array of %d elements; its size allows %d; it is damaged or malicious"
                            .formatted(info.arrayLength(), maxArrayLength));
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        if (!trust.allows(type)) {
            return reject(
                    "An ObjectMessage holds an object of class %s, which is not trusted; if its senders are, add its package to the option trustedPackages, for example trustedPackages=%s"
                            .formatted(type.getName(), suggestion(type)));
        }
        return Status.ALLOWED;
    }

    private static String suggestion(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        String name = element.getPackageName();
        return name.isEmpty() ? "*" : name;
    }

    private Status reject(String why) {
        rejection = why;
        return Status.REJECTED;
    }
}
