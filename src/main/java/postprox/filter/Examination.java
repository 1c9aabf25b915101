package postprox.filter;

import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/**
 * A message to be examined, and all that a filter may know of it.
 *
 * @param message  its content, which the caller of the filter removes after the delivery
 * @param envelope its envelope and client
 * @param deadline the time after which an answer is useless; a filter may have a shorter limit of its own
 * @param origin   where its session comes from
 */
public record Examination(SpooledMessage message, Envelope envelope, Deadline deadline, Origin origin) {
    /** The same examination of another version of the message, which a filter has made. */
    Examination of(SpooledMessage version) {
        return new Examination(version, envelope, deadline, origin);
    }
}
