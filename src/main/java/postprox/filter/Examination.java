package postprox.filter;

import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/**
 * A message to be examined, and what a filter may know of it.
 *
 * @param message  its content; whoever asks the filter removes it when all is done
 * @param envelope what is known besides
 * @param deadline when an answer is of no use any more; a filter may have a shorter limit of its own
 * @param origin   where its session comes from
 */
public record Examination(SpooledMessage message, Envelope envelope, Deadline deadline, Origin origin) {
    /** The same for what a filter has made of the message. */
    Examination of(SpooledMessage other) {
        return new Examination(other, envelope, deadline, origin);
    }
}
