/**
 * The virus scanner clamd as a filter, without a process for each message. {@code ClamdFilter} asks it, {@code ClamdReply} is what it
 * says, {@code ClamdMeaning} what that means for a message.
 */
@NullMarked
package postprox.filter.clamd;

import org.jspecify.annotations.NullMarked;
