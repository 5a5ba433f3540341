/** Fixtures that tests of several packages share. */
@NullMarked
package io.github.persistq.testing;

import org.jspecify.annotations.NullMarked;
