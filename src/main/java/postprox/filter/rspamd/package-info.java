/**
 * The spam filter rspamd. {@code RspamdFilter} asks it, {@code ScanRequest} is what it hears, {@code ScanReply} what it says, {@code
 * RspamdMeaning} what that means for a message.
 */
@NullMarked
package postprox.filter.rspamd;

import org.jspecify.annotations.NullMarked;
