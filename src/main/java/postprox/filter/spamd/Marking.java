package postprox.filter.spamd;

/** Which messages get header fields that tell what spamd says. */
public enum Marking {
    /** All messages: {@code X-Spam-Status} says Yes or No, as SpamAssassin itself has it. */
    ALL,
    /** Spam alone. */
    SPAM,
    /** No message. The score is in the log. */
    NONE
}
