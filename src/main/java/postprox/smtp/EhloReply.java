package postprox.smtp;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server's reply to EHLO (RFC 5321 section 4.1.1.1) means to us. */
public final class EhloReply {
    private EhloReply() {}

    /** The reply as the client may have it: the greeting and the extensions that pass. */
    public static Reply forClient(Reply reply) {
        List<String> kept = new ArrayList<>();
        kept.add(reply.lines().getFirst());
        for (String line : reply.lines().subList(1, reply.lines().size())) {
            if (extension(line).filter(Extension::passes).isPresent()) {
                kept.add(line);
            }
        }
        kept.replaceAll(line -> line.substring(0, 3) + "-" + text(line));
        kept.set(kept.size() - 1, reply.code() + " " + text(kept.getLast()));
        return new Reply(reply.code(), kept);
    }

    /** The extensions that a server offers, of those known to us. */
    public static Set<Extension> offered(Reply reply) {
        Set<Extension> offered = EnumSet.noneOf(Extension.class);
        reply.lines().stream().skip(1).forEach(line -> extension(line).ifPresent(offered::add));
        return offered;
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
