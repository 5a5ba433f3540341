/**
 * The naming context of a program that looks its connection factories and destinations up.
 *
 * <p>Way in: {@link io.github.persistq.jndi.PersistqInitialContextFactory}, named by the property
 * {@code java.naming.factory.initial}. Imports {@code jms}, {@code config} and {@code internal.destination}.
 */
@NullMarked
package io.github.persistq.jndi;

import org.jspecify.annotations.NullMarked;
