package io.github.persistq.internal.jms;

import io.github.persistq.internal.core.Branches;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Bytes;
import javax.transaction.xa.XAException;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;

/**
 * The id of a branch as transaction managers see it.
 *
 * <p>Threading: immutable.
 */
final class BranchXid implements Xid {
    /** The format id that X/Open gives the Xid that stands for none. */
    private static final int NULL_FORMAT = -1;

    private final BranchId id;

    BranchXid(BranchId id) {
        this.id = id;
    }

    /**
     * The id in a transaction manager's Xid, which may be of any class.
     *
     * @throws XAException of code XAER_INVAL if it is null or not within the limits of X/Open
     */
    static BranchId idOf(@Nullable Xid xid) throws XAException {
        if (xid == null) {
            throw XaErrors.invalid("The Xid is null");
        }
        byte[] global = xid.getGlobalTransactionId();
        byte[] qualifier = xid.getBranchQualifier();
        boolean valid = xid.getFormatId() != NULL_FORMAT
                && global != null
                && global.length >= 1
                && global.length <= Xid.MAXGTRIDSIZE
                && qualifier != null
                && qualifier.length <= Xid.MAXBQUALSIZE;
        if (!valid) {
            throw XaErrors.invalid(
                    "The Xid has the format id %d, %s of global id and %s of branch qualifier; expected another format id than -1, 1 to %d bytes, and 0 to %d bytes"
                            .formatted(
                                    xid.getFormatId(),
                                    bytes(global),
                                    bytes(qualifier),
                                    Xid.MAXGTRIDSIZE,
                                    Xid.MAXBQUALSIZE));
        }
        return new BranchId(xid.getFormatId(), Bytes.wrap(global.clone()), Bytes.wrap(qualifier.clone()));
    }

    private static String bytes(byte @Nullable [] array) {
        return array == null ? "null instead" : array.length + " bytes";
    }

    @Override
    public int getFormatId() {
        return id.formatId();
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return id.globalId().toArray();
    }

    @Override
    public byte[] getBranchQualifier() {
        return id.qualifier().toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BranchXid that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return Branches.describe(id);
    }
}
