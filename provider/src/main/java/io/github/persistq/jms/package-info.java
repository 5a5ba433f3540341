/**
 * The connection factories: where Jakarta Messaging programs begin.
 *
 * <p>Way in: {@link io.github.persistq.jms.PersistqConnectionFactory}; for global transactions
 * {@link io.github.persistq.jms.PersistqXAConnectionFactory}. Imports {@code internal.jms}, {@code internal.core},
 * {@code internal.error} and {@code config}.
 */
@NullMarked
package io.github.persistq.jms;

import org.jspecify.annotations.NullMarked;
