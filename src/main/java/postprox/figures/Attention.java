package postprox.figures;

import java.time.Instant;

/**
 * Something that an administrator should look at.
 *
 * @param words   what happened
 * @param times   how often in the last hour
 * @param last    when it happened last
 * @param reason  the last reason, one byte a character; may be empty
 * @param command the command to run next
 */
public record Attention(String words, long times, Instant last, String reason, String command) {}
