/**
 * Filters that are long-running processes, which read requests on standard input and write answers to standard output ({@code
 * filter.policy}). {@code WorkerFilter} has a message examined by a {@code Worker} out of the {@code WorkerPool}.
 */
@NullMarked
package postprox.filter.worker;

import org.jspecify.annotations.NullMarked;
