package postprox.quarantine;

import java.nio.file.Path;

/**
 * The administrator's choices for the quarantine.
 *
 * @param directory the directory's path without links
 * @param bytes     the maximum of all messages together, in bytes
 * @param messages  the maximum number of messages
 * @param days      the number of whole days for which a message is kept; after them {@link Quarantine#tidy} removes it
 * @param reply     what a client hears
 */
public record QuarantineRules(Path directory, long bytes, int messages, int days, QuarantineReply reply) {}
