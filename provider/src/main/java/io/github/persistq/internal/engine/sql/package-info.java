/**
 * The engine on a database: a unit of work is one transaction, or a savepoint of one that several threads share.
 *
 * <p>Way in: {@link io.github.persistq.internal.engine.sql.SqliteEngineFactory}, then {@code SqlEngine} and {@code UnitOfWork}.
 * A {@code Dialect} is the only place that knows a database. Imports {@code spi}, {@code config},
 * {@code internal.engine.lock} and {@code java.sql}, which no other package does.
 */
@NullMarked
package io.github.persistq.internal.engine.sql;

import org.jspecify.annotations.NullMarked;
