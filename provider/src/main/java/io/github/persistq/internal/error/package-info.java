/**
 * The one place where JMS exceptions are made.
 *
 * <p>Way in: {@link io.github.persistq.internal.error.JmsErrors}. Imports {@code spi} and the JMS API alone.
 */
@NullMarked
package io.github.persistq.internal.error;

import org.jspecify.annotations.NullMarked;
