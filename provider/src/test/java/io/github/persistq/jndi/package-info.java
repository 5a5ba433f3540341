/** Tests of the naming context, through {@code javax.naming} as programs use it. */
@NullMarked
package io.github.persistq.jndi;

import org.jspecify.annotations.NullMarked;
