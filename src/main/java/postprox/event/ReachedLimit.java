package postprox.event;

/**
 * A limit that a client can reach within its session. The limits that an option sets are in {@code session.ClientLimits}, the other
 * ones in {@code smtp.SmtpLimits} and {@code session.Memory}. The replies are in {@code session.ReplyChoice}.
 */
public enum ReachedLimit {
    /** The length of a command. */
    COMMAND_SIZE,
    /** The time for a command or for content. */
    TIME,
    /** The size of a message, by postprox's own limit. */
    MESSAGE_SIZE,
    /** The size of a message, by the next hop's limit. */
    NEXT_HOP_SIZE,
    /** The number of a message's recipients. */
    RECIPIENTS,
    /** The bytes of a message's recipients. */
    RECIPIENTS_SIZE,
    /** The memory that sessions share for recipients. */
    RECIPIENTS_MEMORY,
    /** The bytes of the XFORWARD and XCLIENT commands. */
    CLIENT_FACTS,
    /** The memory that sessions share for long commands. */
    MEMORY
}
