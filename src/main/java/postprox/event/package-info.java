/** What happens, as data: for a log, a counter or a page to read. Nobody here knows who reads it. */
@NullMarked
package postprox.event;

import org.jspecify.annotations.NullMarked;
