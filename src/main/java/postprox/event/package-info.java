/** Events as data, for a log, a counter or a page. This package knows none of its readers. */
@NullMarked
package postprox.event;

import org.jspecify.annotations.NullMarked;
