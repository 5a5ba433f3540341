/**
 * Real MySQL-compatible servers for tests: unpacked from jars of the class path, started on the loopback interface, gone with the
 * JVM. The way in is {@link io.github.persistq.testing.server.DatabaseServers} for tests that share a server, and {@link
 * io.github.persistq.testing.server.DatabaseServer} for those that kill theirs. Imports nothing of PersistQ.
 */
@NullMarked
package io.github.persistq.testing.server;

import org.jspecify.annotations.NullMarked;
