/**
 * Message selectors: the conditional expressions by which a consumer chooses messages (Jakarta Messaging 3.1, 3.8).
 *
 * <p>Way in: {@link io.github.persistq.internal.selector.Selector}. Text goes through {@code Lexer} and {@code Parser}
 * into an {@code Expression}, which is evaluated with SQL's three-valued logic over the
 * {@link io.github.persistq.internal.selector.Identifiers} of one message. Imports {@code internal.error} and the JMS
 * API alone.
 */
@NullMarked
package io.github.persistq.internal.selector;

import org.jspecify.annotations.NullMarked;
