package io.github.persistq.internal.engine.sql;

import java.util.Map;

/**
 * A map as its row has it.
 *
 * @param id its number
 * @param name its name
 * @param labels what the layers above want to find again
 * @param entries how many entries it has
 */
record MapRow(long id, String name, Map<String, String> labels, long entries) {}
