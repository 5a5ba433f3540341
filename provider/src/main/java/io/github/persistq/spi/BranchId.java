package io.github.persistq.spi;

/**
 * The identity of a prepared unit of work: an XA branch.
 *
 * @param formatId as in {@code javax.transaction.xa.Xid}
 * @param globalId the global transaction's id, 1 to 64 bytes
 * @param qualifier the branch's qualifier, 0 to 64 bytes
 */
public record BranchId(int formatId, Bytes globalId, Bytes qualifier) {}
