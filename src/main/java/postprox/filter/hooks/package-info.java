/**
 * Scanners that speak MTA Hooks over HTTP: the IETF's draft-degennaro-mta-hooks-01 at its stage {@code data}, and the older dialect of
 * the mail server Stalwart. {@code HooksFilter} asks a scanner, a {@code Dialect} has the words of the request and of the answer, {@code
 * Wanted} is what an answer asks for.
 */
@NullMarked
package postprox.filter.hooks;

import org.jspecify.annotations.NullMarked;
