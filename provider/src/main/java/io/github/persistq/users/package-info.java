/**
 * Who may connect, where the option {@code users} names a file of them.
 *
 * <p>Way in: {@link io.github.persistq.users.UserLine}, the program that makes a line of such a file; {@link
 * io.github.persistq.users.Users} reads them. It imports nothing of PersistQ.
 */
@NullMarked
package io.github.persistq.users;

import org.jspecify.annotations.NullMarked;
