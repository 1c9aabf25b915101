package postprox.filter;

import postprox.spool.SpoolException;

/** There is no verdict. Only where the filter itself failed may a message pass without one. */
public sealed interface NoVerdict extends Answer {
    /**
     * The filter itself failed. What becomes of the message is up to the administrator ({@link FailurePolicy}).
     *
     * @param reason why, for the log
     */
    record Failed(String reason) implements NoVerdict {}

    /**
     * We ourselves could not ask for one: no descriptor, process or memory, or no slot. Unlike a failure of the filter this
     * never lets a message pass: a stranger who opens enough connections could bring it about.
     *
     * @param reason why, for the log
     */
    record Postponed(String reason) implements NoVerdict {}

    /**
     * It cannot be told whether the filter failed or refused the message. This never lets a message pass either: a stranger
     * whose words the filter writes to its standard error could bring it about.
     *
     * @param reason why, for the log
     */
    record Doubtful(String reason) implements NoVerdict {}

    /**
     * What the filter stood on gave way while it ran: the files that it was given were exchanged, removed or shut away, or the
     * disk had no room. Whatever it said or failed of, it may not have seen the message, or written half of its own, and a
     * sender could bring it about, so this never lets a message pass either.
     *
     * @param why what was found
     */
    record Unfounded(SpoolException why) implements NoVerdict {}
}
