package postprox.filter;

import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** What is to become of a message that a filter has examined. */
public sealed interface Verdict extends Answer {
    /** Pass it on as it came. */
    record Accept(Remarks remarks) implements Verdict {
        public Accept() {
            this(Remarks.NONE);
        }
    }

    /**
     * Pass on another text instead.
     *
     * @param text what passes, its lines ended by LF or CRLF; it goes when the message does
     */
    record Replace(SpooledText text, Remarks remarks) implements Verdict {
        public Replace(SpooledText text) {
            this(text, Remarks.NONE);
        }
    }

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
}
