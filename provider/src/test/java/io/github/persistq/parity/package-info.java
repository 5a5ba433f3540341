/**
 * The native API, feature by feature of persist-queue: each test names the row of the parity table that it shows, and runs on every
 * engine. Way in: {@link io.github.persistq.parity.StoreFixture}; {@link io.github.persistq.parity.ParityReport} writes the table.
 */
package io.github.persistq.parity;
