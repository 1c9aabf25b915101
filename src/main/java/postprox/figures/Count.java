package postprox.figures;

/** What is counted of messages. */
public enum Count {
    /** The next hop took the message. */
    ACCEPTED,
    /** It took a message that a filter had changed; counted as accepted too. */
    CHANGED,
    /** It passed although a filter failed; counted as accepted too. */
    UNFILTERED,
    /** It was refused for good (5xx). */
    REFUSED,
    /** It was refused for now (4xx). */
    DEFERRED,
    QUARANTINED,
    DISCARDED,
    /** The client gave it up. */
    ABORTED,
    /** A filter failed, whatever became of the message. */
    FILTER_FAILED,
    /** No reply came to the final dot, so that the message may arrive twice. */
    OUTCOME_UNKNOWN
}
