package postprox.filter;

import java.time.Duration;
import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;

/**
 * A message to be examined, and all that a filter may know of it.
 *
 * @param message   its content, which the caller of the filter removes after the delivery
 * @param envelope  its envelope and client
 * @param allowance the time that a filter has for it
 * @param origin    where its session comes from
 */
public record Examination(SpooledMessage message, Envelope envelope, Allowance allowance, Origin origin) {
    /** The same examination of another version of the message, which a filter has made. */
    Examination of(SpooledMessage version) {
        return new Examination(version, envelope, allowance, origin);
    }

    /** The same examination by a filter that has a limit of its own, which begins now. */
    public Examination within(Duration limit) {
        return new Examination(message, envelope, allowance.within(limit), origin);
    }
}
