package io.github.persistq;

/**
 * What a put has led to.
 *
 * @param id the item's number; 0 if it was a duplicate
 * @param duplicate whether the item was dropped because the queue holds one with the same unique key
 */
public record PutResult(long id, boolean duplicate) {}
