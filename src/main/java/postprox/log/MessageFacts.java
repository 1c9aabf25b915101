package postprox.log;

import java.time.Duration;

/**
 * What a log line says about a message. Strings come from strangers and may be empty where nothing is known.
 *
 * @param session    the session's id
 * @param host       the remote client's address
 * @param helo       how the remote client greeted
 * @param sender     the envelope sender
 * @param recipients the envelope recipients, comma separated
 * @param recipientCount how many there are
 * @param size       the content's size in bytes, as the filter saw it
 * @param filterTime how long the filter took; zero where it did not run
 * @param said       the last line of standard error of a filter that accepted it; empty where it said nothing
 */
public record MessageFacts(
        String session,
        String host,
        String helo,
        String sender,
        String recipients,
        int recipientCount,
        long size,
        Duration filterTime,
        String said) {}
