package io.github.persistq;

/** While a queue holds an item with the same unique key in one of these states, another one is dropped when it is put. */
public enum UniqueScope {
    /** Items are not compared. */
    NO,
    /** Ready or delayed. */
    WAITING,
    /** Ready, delayed or in flight. */
    UNSETTLED,
    /** Unsettled, or acknowledged and still kept: {@link QueueOptions#keepAcked} is how far back it goes. */
    KEPT
}
