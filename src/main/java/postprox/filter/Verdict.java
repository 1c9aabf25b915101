package postprox.filter;

import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** What a filter says of a message. */
public sealed interface Verdict {
    /** Pass it on as it came. */
    record Accept(Remarks remarks) implements Verdict {
        public Accept() {
            this(Remarks.NONE);
        }
    }

    /** Pass on what the filter wrote to the output file instead. */
    record Replace(Remarks remarks) implements Verdict {
        public Replace() {
            this(Remarks.NONE);
        }
    }

    /** There is no filter: pass it on as it came. */
    record NoFilter() implements Verdict {}

    /**
     * Do not pass it on.
     *
     * @param reply what the client is told; always a 4xx or 5xx
     */
    record Reject(Reply reply) implements Verdict {
        public Reject {
            if (!reply.isNegative()) {
                throw new IllegalArgumentException("a refusal needs a 4xx or 5xx code: " + reply);
            }
        }
    }

    /**
     * There is no verdict, since we ourselves could not ask for one: no descriptor, process or memory, or no turn. Unlike
     * a failure of the filter this never lets a message pass: a stranger who opens enough connections could bring it about.
     *
     * @param reason why, for the log
     */
    record Postponed(String reason) implements Verdict {}

    /**
     * It cannot be told whether the filter failed or refused the message. This never lets a message pass either: a stranger
     * whose words the filter writes to its standard error could bring it about.
     *
     * @param reason why, for the log
     */
    record Doubtful(String reason) implements Verdict {}

    /**
     * There is no verdict, since what the filter stood on gave way while it ran: the files that it was given were exchanged,
     * removed or shut away, or the disk had no room. Whatever it said or failed of, it may not have seen the message, or
     * written half of its own, and a sender could bring it about, so this never lets a message pass either.
     *
     * @param why what was found
     */
    record Unfounded(SpoolException why) implements Verdict {}

    /**
     * There is no verdict, since the filter itself failed.
     *
     * @param reason why, for the log
     */
    record Failed(String reason) implements Verdict {}
}
