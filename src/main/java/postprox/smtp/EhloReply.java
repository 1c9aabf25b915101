package postprox.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the next hop's reply to EHLO (RFC 5321 section 4.1.1.1), and makes the one that the client gets. */
public final class EhloReply {
    private EhloReply() {}

    /**
     * Makes the reply for the client: the greeting, and the extensions that a client may use ({@link Extension#passes}).
     *
     * @param maxBytes   the largest message that postprox takes, in bytes; 0 for no limit
     * @param isBelieved whether the client may say who its own client is, by XFORWARD and XCLIENT
     */
    public static Reply forClient(Reply reply, long maxBytes, boolean isBelieved) {
        List<String> kept = new ArrayList<>();
        kept.add(reply.lines().getFirst());
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            Optional<Extension> extension = extension(line);
            if (extension.filter(Extension::passes).isPresent()
                    && (isBelieved || !extension.get().tellsOfClient())) {
                boolean isLowered = extension.get() == Extension.SIZE && !isWithin(text(line), maxBytes);
                kept.add(isLowered ? line.substring(0, 4) + "SIZE " + maxBytes : line);
            }
        }
        // A blank after the code marks the last line (RFC 5321 section 4.2.1). The server's last line may be left out.
        kept.set(kept.size() - 1, reply.code() + " " + text(kept.getLast()));
        return new Reply(reply.code(), kept);
    }

    /** The extensions that a server offers, without those that {@link Extension} does not know. */
    public static Set<Extension> offered(Reply reply) {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        reply.lines().stream().skip(1).forEach(line -> extension(line).ifPresent(offered::add));
        return offered;
    }

    /** The largest message that a server takes, in bytes (RFC 1870 section 4); 0 if it has no limit or tells none. */
    public static long size(Reply reply) {
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            if (extension(line).equals(Optional.of(Extension.SIZE))) {
                return size(text(line));
            }
        }
        return 0;
    }

    /** Whether SIZE promises no more than postprox takes. 0 or no number means no limit (RFC 1870 section 4). */
    private static boolean isWithin(String size, long maxBytes) {
        long bytes = size(size);
        return maxBytes == 0 || bytes > 0 && bytes <= maxBytes;
    }

    private static long size(String keywordAndNumber) {
        int start = CommandWords.skipBlanks(
                keywordAndNumber,
                CommandWords.skipToBlank(keywordAndNumber, CommandWords.skipBlanks(keywordAndNumber, 0)));
        int end = CommandWords.skipToBlank(keywordAndNumber, start);
        boolean isAlone = CommandWords.skipBlanks(keywordAndNumber, end) == keywordAndNumber.length();
        return isAlone ? Math.max(0, CommandWords.number(keywordAndNumber, start, end)) : 0;
    }

    private static Optional<Extension> extension(String line) {
        String text = text(line).strip();
        int blank = text.indexOf(' ');
        return Extension.of(blank < 0 ? text : text.substring(0, blank));
    }

    private static String text(String line) {
        return line.length() > 3 ? line.substring(4) : "";
    }
}
