package io.github.persistq.crash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A branch's id that is a name, so that both processes know what they speak of. */
final class NamedXid implements Xid {
    private static final int FORMAT = 0x50517861;

    private final String name;

    NamedXid(String name) {
        this.name = name;
    }

    /** The names of the prepared branches. */
    static List<String> prepared(XAResource resource) throws XAException {
        return Arrays.stream(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .filter(xid -> xid.getFormatId() == FORMAT)
                .map(xid -> new String(xid.getGlobalTransactionId(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public int getFormatId() {
        return FORMAT;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] getBranchQualifier() {
        return new byte[0];
    }

    @Override
    public String toString() {
        return name;
    }
}
