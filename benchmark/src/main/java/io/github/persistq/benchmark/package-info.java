/**
 * Measurements of the whole provider, each a program of its own. They print what they saw and assert nothing.
 *
 * <p>Ways in: {@link io.github.persistq.benchmark.BesideArtemis}, {@link io.github.persistq.benchmark.ThreeColumns}, {@link io.github.persistq.benchmark.TakeCost},
 * {@link io.github.persistq.benchmark.GroupCommit} and {@link io.github.persistq.benchmark.FirstMessage}. After
 * {@code mvn -pl benchmark -am package}, with the path separator of the system:
 *
 * <pre>
 * java -cp "benchmark/target/classes:benchmark/target/lib/*" io.github.persistq.benchmark.GroupCommit --help
 * </pre>
 *
 * <p>Imports {@code jakarta.jms} and the provider's public packages, never its {@code internal} ones.
 */
@NullMarked
package io.github.persistq.benchmark;

import org.jspecify.annotations.NullMarked;
