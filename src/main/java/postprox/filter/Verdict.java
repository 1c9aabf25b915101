package postprox.filter;

import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** A filter's verdict on a message that it has examined. */
public sealed interface Verdict extends Answer {
    /** The message passes unchanged. */
    record Accept(Remarks remarks) implements Verdict {
        public Accept() {
            this(Remarks.NONE);
        }
    }

    /**
     * Another text passes in place of the message.
     *
     * @param text the text that passes, with LF or CRLF at the end of each line; it can be read until the message is removed
     */
    record Replace(SpooledText text, Remarks remarks) implements Verdict {
        public Replace(SpooledText text) {
            this(text, Remarks.NONE);
        }
    }

    /**
     * The message is refused.
     *
     * @param reply the reply to the client, always a 4xx or 5xx
     */
    record Reject(Reply reply) implements Verdict {
        public Reject {
            if (!reply.isNegative()) {
                throw new IllegalArgumentException("a refusal needs a 4xx or 5xx code: " + reply);
            }
        }
    }
}
