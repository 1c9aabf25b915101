package postprox.smtp;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import postprox.testkit.FuzzInput;
import postprox.text.WireText;

/** A next hop that says anything: what passes is a reply that says the same to everybody, and offers nothing withheld. */
public final class ReplyFuzz {
    /** What would carry content past the filter or hide the dialogue, in words of our own. */
    private static final Set<String> NEVER_OFFERED =
            Set.of("BINARYMIME", "STARTTLS", "BURL", "XEXCH50", "X-ANONYMOUSTLS", "PRDR", "TURN", "ATRN");

    private ReplyFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = parts.lengths(80);
        String said = parts.text();
        InputBuffer whole = Portions.of(said);
        InputBuffer split = Portions.split(said, lengths);
        try {
            while (true) {
                Reply reply = ReplyReader.read(whole);
                same("splits change nothing", ReplyReader.read(split), reply);
                check(reply);
                check(EhloReply.forClient(reply, 0, true));
                checkOffer(reply);
            }
        } catch (EOFException | MalformedReplyException e) {
            // What is no reply is said to be none.
        }
    }

    private static void check(Reply reply) throws IOException {
        holds("a code", reply.code() >= 200 && reply.code() <= 599);
        holds("one of three kinds", reply.isPositive() ^ reply.isIntermediate() ^ reply.isNegative());
        for (String line : reply.lines()) {
            holds("each line has the code", line.startsWith(Integer.toString(reply.code())));
            holds("nothing in a line ends it", line.chars().noneMatch(c -> c < ' ' || c == 127));
        }
        byte[] bytes = reply.toBytes();
        holds(
                "bounded",
                bytes.length <= SmtpLimits.REPLY_BYTES + 2 * reply.lines().size());
        InputBuffer heard = Portions.of(WireText.of(bytes, 0, bytes.length));
        same("the client hears the same", ReplyReader.read(heard), reply);
        holds("and nothing else", heard.isEmpty());
        same(
                "under another code",
                ReplyReader.read(Portions.of(text(reply.withCode(451)))).code(),
                451);
    }

    private static String text(Reply reply) {
        byte[] bytes = reply.toBytes();
        return WireText.of(bytes, 0, bytes.length);
    }

    private static void checkOffer(Reply reply) {
        for (String line :
                EhloReply.forClient(reply, 0, true).lines().stream().skip(1).toList()) {
            String keyword = line.substring(4).strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
            holds(keyword + " is not offered", !NEVER_OFFERED.contains(keyword));
            holds(
                    "nothing is offered that was not",
                    reply.lines().stream().anyMatch(said -> said.endsWith(line.substring(4))));
        }
    }
}
