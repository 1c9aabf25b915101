package postprox.demo;

import java.util.List;

/**
 * A message as the demo's next hop got it.
 *
 * @param queueId    the id with which the next hop acknowledged it
 * @param sender     the envelope sender
 * @param recipients the envelope recipients
 * @param text       the content with LF as line end, one byte a character
 */
record ReceivedMail(String queueId, String sender, List<String> recipients, String text) {}
