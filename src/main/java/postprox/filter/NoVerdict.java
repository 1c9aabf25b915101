package postprox.filter;

import postprox.spool.SpoolException;

/** The answer that there is no verdict. A message may pass without a verdict only if the filter itself {@link Failed}. */
public sealed interface NoVerdict extends Answer {
    /**
     * The filter itself failed. Whether the message passes depends on the administrator's {@link FailurePolicy}.
     *
     * @param reason why it failed, for the log
     */
    record Failed(String reason) implements NoVerdict {}

    /**
     * postprox could not run the filter, for want of a descriptor, a process, memory or a slot. Such a message never passes: a
     * client that opens enough connections could bring this about.
     *
     * @param reason why the filter did not run, for the log
     */
    record Postponed(String reason) implements NoVerdict {}

    /**
     * The filter failed or refused the message, and postprox cannot tell which. Such a message never passes: a sender whose
     * words the filter copies to its standard error could bring this about.
     *
     * @param reason why it is in doubt, for the log
     */
    record Doubtful(String reason) implements NoVerdict {}

    /**
     * The filter asks for what the administrator has not switched on. Such a message never passes, whatever the failure policy: the
     * filter did not fail, and it did not want the message to pass.
     *
     * @param reason what it asks for, and how that is switched on, for the log
     */
    record NotAllowed(String reason) implements NoVerdict {}

    /**
     * The filter says that it takes no message as large as this one, which is no failure of it. {@link Guard} alone sees this answer: what
     * becomes of such a message is the administrator's {@link Oversize}.
     *
     * @param reason which limit of the filter's it is, for the log
     */
    record TooLarge(String reason) implements NoVerdict {}

    /**
     * The filter's answer cannot be believed, since its files were exchanged, removed or shut away, or the disk had no room.
     * The filter may not have seen the message, or may have written only half of its own version. Such a message never passes:
     * a sender could bring this about.
     *
     * @param why the failure that shows this
     */
    record Unfounded(SpoolException why) implements NoVerdict {}
}
