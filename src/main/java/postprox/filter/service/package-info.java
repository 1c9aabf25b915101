/**
 * The servers of a service that a filter asks: which one is asked, which is left alone for a while since it has failed, and what a
 * failure means for a message.
 */
@NullMarked
package postprox.filter.service;

import org.jspecify.annotations.NullMarked;
