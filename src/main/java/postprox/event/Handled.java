package postprox.event;

import java.time.Duration;
import postprox.mail.Envelope;

/**
 * The facts about a message, as far as it was handled.
 *
 * @param envelope   the envelope, and the facts about the client
 * @param size       the content's size in bytes, as the filter sees it
 * @param filterTime the time that the filter took; zero if it did not run
 * @param said       the last line of standard error of a filter that let the message pass; empty if it wrote none
 */
public record Handled(Envelope envelope, long size, Duration filterTime, String said) {}
