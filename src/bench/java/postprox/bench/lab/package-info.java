/** The laboratory on one machine: servers, load, and the kernel's figures for both. */
@NullMarked
package postprox.bench.lab;

import org.jspecify.annotations.NullMarked;
