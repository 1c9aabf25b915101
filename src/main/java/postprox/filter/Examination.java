package postprox.filter;

import java.time.Duration;
import postprox.mail.Envelope;
import postprox.spool.SpooledMessage;

/**
 * A message to be examined, and all that a filter may know of it.
 *
 * @param message        its content, which the caller of the filter removes after the delivery
 * @param envelope       its envelope and client
 * @param allowance      the time that a filter has for it
 * @param origin         where its session comes from
 * @param largestContent the largest content that a filter may put in the place of the message's
 */
public record Examination(
        SpooledMessage message, Envelope envelope, Allowance allowance, Origin origin, LargestContent largestContent) {
    /** An examination without a limit on what a filter makes of the message. */
    public Examination(SpooledMessage message, Envelope envelope, Allowance allowance, Origin origin) {
        this(message, envelope, allowance, origin, 0);
    }

    /** An examination with postprox's own limit alone (--message-size); 0 for no limit. */
    public Examination(
            SpooledMessage message, Envelope envelope, Allowance allowance, Origin origin, long largestContent) {
        this(message, envelope, allowance, origin, LargestContent.of(largestContent, 0));
    }

    /** The same examination of another version of the message, which a filter has made. */
    Examination of(SpooledMessage version) {
        return new Examination(version, envelope, allowance, origin, largestContent);
    }

    /** The same examination by a filter that has a limit of its own, which begins now. */
    public Examination within(Duration limit) {
        return new Examination(message, envelope, allowance.within(limit), origin, largestContent);
    }

    /** Whether a content of this size is larger than a filter may make it. */
    public boolean isTooLarge(long contentBytes) {
        return largestContent.isLessThan(contentBytes);
    }

    /**
     * An answer to this examination, unless it has content that is larger than allowed. A file with holes (sparse) may have any size at
     * no cost, and its zeros would be sent until the message's deadline.
     */
    public Answer limited(Answer answer) {
        return answer instanceof Verdict.Passing passing
                        && passing.content().isPresent()
                        && isTooLarge(passing.content().get().size())
                ? contentTooLarge()
                : answer;
    }

    /**
     * The answer in place of one whose content is too large. It never lets the message pass: a sender could make a message so large
     * that what the filter adds to it is too much.
     */
    public NoVerdict contentTooLarge() {
        return new NoVerdict.Doubtful("what the filter wrote is larger than " + largestContent.inWords());
    }
}
