/** The demonstration that the README starts with. */
@NullMarked
package postprox.demo;

import org.jspecify.annotations.NullMarked;
