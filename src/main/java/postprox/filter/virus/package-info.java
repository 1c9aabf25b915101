/**
 * What the kinds of filter have in common that look for viruses, whatever the protocol of their scanners is: the sorts of findings, and
 * what becomes of a message with one.
 */
@NullMarked
package postprox.filter.virus;

import org.jspecify.annotations.NullMarked;
