package io.github.persistq.internal.engine.sql;

/**
 * Where a message stands in the delivery order of its queue.
 *
 * @param rank the negative of its priority: lower is claimed first
 * @param position its place among those of its rank, low first; no two of a queue have the same
 * @param sequence the message
 */
record Place(long rank, long position, long sequence) implements Comparable<Place> {
    @Override
    public int compareTo(Place that) {
        int byRank = Long.compare(rank, that.rank);
        return byRank != 0 ? byRank : Long.compare(position, that.position);
    }
}
