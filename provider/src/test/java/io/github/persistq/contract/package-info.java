/** What every storage engine must do, as tests that each engine's test class inherits. */
@NullMarked
package io.github.persistq.contract;

import org.jspecify.annotations.NullMarked;
