/** Random runs that compare an engine with the memory engine, step by step. */
@NullMarked
package io.github.persistq.model;

import org.jspecify.annotations.NullMarked;
