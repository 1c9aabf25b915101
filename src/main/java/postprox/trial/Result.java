package postprox.trial;

/** The result of a trial in one word: what the mail flow would do with the message. */
public enum Result {
    PASSES,
    REFUSED,
    FILTER_FAILED
}
