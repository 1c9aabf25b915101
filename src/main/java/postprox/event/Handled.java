package postprox.event;

import java.time.Duration;
import postprox.mail.Envelope;

/**
 * A message, as far as it came.
 *
 * @param envelope   what is known besides its content
 * @param size       the content's size in bytes, as the filter saw it
 * @param filterTime how long the filter took; zero where it did not run
 * @param said       the last line of standard error of a filter that accepted it; empty where it said nothing
 */
public record Handled(Envelope envelope, long size, Duration filterTime, String said) {}
