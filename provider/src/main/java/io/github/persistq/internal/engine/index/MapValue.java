package io.github.persistq.internal.engine.index;

/**
 * What a key of a map has.
 *
 * @param version the entry's version
 * @param location where the value is: a body without a head
 */
public record MapValue(long version, Location location) {}
