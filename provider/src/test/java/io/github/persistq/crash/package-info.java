/**
 * Programs that are killed, crowded or closed at any moment, and what must hold afterwards, as applications see it.
 *
 * <p>Way in: {@link io.github.persistq.crash.KillProcessTest}. Imports {@code jakarta.jms} and the connection factory, nothing
 * internal.
 */
@NullMarked
package io.github.persistq.crash;

import org.jspecify.annotations.NullMarked;
