package postprox.filter;

import postprox.smtp.Replies;

/** What becomes of a message that is larger than a filter takes. Such a message is no failure of the filter. */
public enum Oversize {
    /** The message passes this filter as it is. */
    SKIP,
    /** The client gets a 4xx reply. */
    TEMPFAIL,
    /** The client gets a 5xx reply. */
    REJECT;

    /** The verdict on a larger message. */
    Verdict verdict() {
        return switch (this) {
            case SKIP -> new Verdict.Accept();
            case TEMPFAIL -> new Verdict.Reject(Replies.TOO_LARGE_FOR_FILTER_NOW);
            case REJECT -> new Verdict.Reject(Replies.TOO_LARGE_FOR_FILTER);
        };
    }
}
