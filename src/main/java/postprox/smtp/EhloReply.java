package postprox.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server's reply to EHLO (RFC 5321 section 4.1.1.1) means to us. */
public final class EhloReply {
    private EhloReply() {}

    /**
     * The reply as the client may have it: the greeting and the extensions that pass.
     *
     * @param mostBytes the largest message that we take; 0 for no limit of ours
     */
    public static Reply forClient(Reply reply, long mostBytes) {
        List<String> kept = new ArrayList<>();
        kept.add(reply.lines().getFirst());
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            Optional<Extension> extension = extension(line);
            if (extension.filter(Extension::passes).isPresent()) {
                boolean isLowered = extension.get() == Extension.SIZE && !isWithin(text(line), mostBytes);
                kept.add(isLowered ? line.substring(0, 4) + "SIZE " + mostBytes : line);
            }
        }
        // The line that was marked as the last one may be gone.
        kept.set(kept.size() - 1, reply.code() + " " + text(kept.getLast()));
        return new Reply(reply.code(), kept);
    }

    /** The extensions that a server offers, of those known to us. */
    public static Set<Extension> offered(Reply reply) {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        reply.lines().stream().skip(1).forEach(line -> extension(line).ifPresent(offered::add));
        return offered;
    }

    /** The largest message that a server takes (RFC 1870 section 4); 0 where it does not say, or says that it has no limit. */
    public static long size(Reply reply) {
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            if (extension(line).equals(Optional.of(Extension.SIZE))) {
                return size(text(line));
            }
        }
        return 0;
    }

    /** Whether SIZE (RFC 1870 section 4) promises no more than we take. 0, or no number, means that there is no limit. */
    private static boolean isWithin(String size, long mostBytes) {
        long bytes = size(size);
        return mostBytes == 0 || bytes > 0 && bytes <= mostBytes;
    }

    private static long size(String keywordAndNumber) {
        int start = Words.skipBlanks(
                keywordAndNumber, Words.skipToBlank(keywordAndNumber, Words.skipBlanks(keywordAndNumber, 0)));
        int end = Words.skipToBlank(keywordAndNumber, start);
        boolean isAlone = Words.skipBlanks(keywordAndNumber, end) == keywordAndNumber.length();
        return isAlone ? Math.max(0, Words.number(keywordAndNumber, start, end)) : 0;
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
