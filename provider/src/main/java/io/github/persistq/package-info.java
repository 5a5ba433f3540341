/**
 * PersistQ: an embedded Jakarta Messaging provider over a crash-safe local queue.
 *
 * <p>Way in for JMS programs: {@code io.github.persistq.jms.PersistqConnectionFactory}. For programs without JMS this package is the
 * API: {@link io.github.persistq.QueueStore}. Packages below {@code internal} are
 * not API and change without notice.
 */
@NullMarked
package io.github.persistq;

import org.jspecify.annotations.NullMarked;
