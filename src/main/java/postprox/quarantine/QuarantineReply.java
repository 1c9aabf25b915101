package postprox.quarantine;

/** What the client of a message hears when the message has been kept aside. */
public enum QuarantineReply {
    /** 250: the message is accepted. */
    ACCEPT,
    /** 554: the message is refused, and a copy is kept. */
    REJECT
}
