package postprox.event;

/** A limit that a client can reach within its session. */
public enum Limit {
    /** That of a command's length. */
    COMMAND_SIZE,
    /** That of the time for a command or for content. */
    TIME,
    /** Ours of a message's size. */
    MESSAGE_SIZE,
    /** The next hop's of a message's size. */
    NEXT_HOP_SIZE,
    /** That of the number of a message's recipients. */
    RECIPIENTS,
    /** That of their bytes. */
    RECIPIENTS_SIZE,
    /** There is no memory for more recipients. */
    RECIPIENTS_MEMORY,
    /** That of what XFORWARD and XCLIENT may say. */
    CLIENT_FACTS,
    /** There is no memory for a long command. */
    MEMORY
}
