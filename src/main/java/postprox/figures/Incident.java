package postprox.figures;

import java.time.Instant;

/**
 * Trouble that happened once.
 *
 * @param reason in the words of a filter, a peer or the system; one byte a character, may be empty
 */
public record Incident(Instant time, String reason) {}
