/**
 * Store URLs and their options: one table that the URL, bean and JNDI forms all read.
 *
 * <p>Way in: {@link io.github.persistq.config.StoreUrl#parse}. Imports nothing of the project.
 */
@NullMarked
package io.github.persistq.config;

import org.jspecify.annotations.NullMarked;
