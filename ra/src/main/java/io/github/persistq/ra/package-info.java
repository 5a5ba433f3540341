/**
 * What application servers configure: for now the administered objects.
 *
 * <p>Way in: {@link io.github.persistq.ra.PersistqQueue} and {@link io.github.persistq.ra.PersistqTopic}. Imports
 * {@code jakarta.jms}, and may import the public packages of the provider, never its {@code internal} ones.
 */
@NullMarked
package io.github.persistq.ra;

import org.jspecify.annotations.NullMarked;
