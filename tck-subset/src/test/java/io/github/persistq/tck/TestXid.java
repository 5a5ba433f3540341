package io.github.persistq.tck;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import javax.transaction.xa.Xid;

/** The name of a branch of a distributed transaction. Two of them are equal if their three parts are. */
record TestXid(int getFormatId, String global, String branch) implements Xid {
    /** A branch of a transaction of its own. */
    static TestXid fresh() {
        return new TestXid(4, UUID.randomUUID().toString(), "branch");
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return global.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getBranchQualifier() {
        return branch.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a provider's name of a branch is this one. */
    boolean names(Xid other) {
        return getFormatId == other.getFormatId()
                && Arrays.equals(getGlobalTransactionId(), other.getGlobalTransactionId())
                && Arrays.equals(getBranchQualifier(), other.getBranchQualifier());
    }
}
