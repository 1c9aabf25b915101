package postprox.filter.contract;

/** What the peer of a filter does: the command, the worker, the service, the plug-in. */
enum Behaviour {
    /** It says that the message may pass. */
    ACCEPTS,
    /** It refuses the message with the code 554 and the words {@link Peer#REFUSAL}. */
    REFUSES,
    /** It refuses the message, and its words have {@link Peer#digest} of the content that it saw. */
    REFUSES_WITH_DIGEST,
    /** It puts the header field {@link Peer#FIELD} into the message. */
    EDITS,
    /** It takes the message and never answers. */
    HANGS,
    /** It ends in the middle of an examination, without an answer. */
    DIES,
    /** It answers, and its answer has no end. */
    FLOODS,
    /** It answers, but only after the time for this message is over: it refuses the message then. */
    ANSWERS_LATE,
    /** It answers what is no answer. */
    TALKS_NONSENSE,
    /** It accepts the message, and at once refuses it too. */
    ANSWERS_TWICE,
    /** It is not there. */
    IS_NOT_THERE
}
