package io.github.persistq.jms;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/** The Xid of some transaction manager. */
final class TestXid implements Xid {
    private static final AtomicLong COUNTER = new AtomicLong();

    private final int format;
    private final byte @Nullable [] global;
    private final byte @Nullable [] qualifier;

    TestXid(int format, byte @Nullable [] global, byte @Nullable [] qualifier) {
        this.format = format;
        this.global = global;
        this.qualifier = qualifier;
    }

    /** One that was not there before. */
    static TestXid fresh() {
        byte[] global = ("global-" + COUNTER.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
        return new TestXid(4711, global, new byte[] {1});
    }

    /** Whether another Xid, of any class, stands for the same branch. */
    boolean names(Xid other) {
        return other.getFormatId() == format
                && Arrays.equals(other.getGlobalTransactionId(), global)
                && Arrays.equals(other.getBranchQualifier(), qualifier);
    }

    @Override
    public int getFormatId() {
        return format;
    }

    @Override
    public byte @Nullable [] getGlobalTransactionId() {
        return global;
    }

    @Override
    public byte @Nullable [] getBranchQualifier() {
        return qualifier;
    }
}
