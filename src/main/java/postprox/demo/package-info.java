/** The demonstration that the README starts with, and the rehearsal for the AOT cache, which uses its client and server. */
@NullMarked
package postprox.demo;

import org.jspecify.annotations.NullMarked;
