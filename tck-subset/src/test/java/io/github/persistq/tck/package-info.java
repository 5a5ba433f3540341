/**
 * What the Jakarta Messaging specification says, as tests: one class per chapter or large section, one method per statement.
 *
 * <p>Way in: {@link io.github.persistq.tck.Providers} lists what the statements are run on; {@link io.github.persistq.tck.Spec}
 * tells where a statement stands. Imports {@code jakarta.jms} alone; only {@code PersistqProvider} and {@code ArtemisProvider} know a provider.
 */
@NullMarked
package io.github.persistq.tck;

import org.jspecify.annotations.NullMarked;
