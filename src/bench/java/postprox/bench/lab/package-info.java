/** The machine: servers, load, and what the kernel says of both. */
@NullMarked
package postprox.bench.lab;

import org.jspecify.annotations.NullMarked;
