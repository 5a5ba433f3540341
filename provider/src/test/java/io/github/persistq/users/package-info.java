/** Tests of the users file. */
@NullMarked
package io.github.persistq.users;

import org.jspecify.annotations.NullMarked;
