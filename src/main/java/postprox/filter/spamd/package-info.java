/**
 * SpamAssassin's daemon spamd as a filter. {@code SpamdFilter} asks it by the method SYMBOLS, {@code SpamdReply} is what it says,
 * {@code Judgement} what that means for a message. The header fields are made here: spamd's own method HEADERS answers for spam, with its
 * default {@code report_safe 1}, with the header of another message that it has wrapped around this one.
 */
@NullMarked
package postprox.filter.spamd;

import org.jspecify.annotations.NullMarked;
