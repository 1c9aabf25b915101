package postprox.filter.spamd;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Exchange;
import postprox.filter.service.Servers;
import postprox.mail.HeaderBlock;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.SmtpRoundTrip;
import postprox.testkit.ForwardingWire;
import postprox.testkit.FuzzInput;
import postprox.testkit.Monologue;
import postprox.text.WireText;

/**
 * A spamd that says anything, in portions of any length: only a whole reply with the code 0, scores and rules is one, and the header
 * that follows of it has the sender's fields no longer, and lines of ours that are bounded.
 */
public final class SpamdFuzz {
    private static final Pattern STATUS = Pattern.compile("SPAMD/[^ \n]* 0{1,3}( [^\n]*)?");

    /** With blanks of any kind between the parts, among them the separators of ASCII. */
    private static final Pattern SCORES =
            Pattern.compile("(True|False) *; *(-?\\d{1,12}(\\.\\d{1,12})?) */ *(-?\\d{1,12}(\\.\\d{1,12})?)"
                    .replace(" ", "[\\s\\x1c-\\x1f]"));

    private static final String HEADER = "X-Spam-Flag: NO\nSubject: Hello\nx-spam-status: No\n";
    private static final Judgement JUDGEMENT =
            new Judgement(Score.of("100"), Optional.empty(), "spam", Marking.ALL, "[SPAM]");

    private SpamdFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = new ArrayList<>(parts.lengths(80));
        String said = parts.text();
        Optional<SpamdReply> reply = read(new Monologue(said));
        // Only whether there is more behind a reply depends on what has come by then.
        Optional<SpamdReply> inPortions = read(new Portions(said, lengths));
        if (reply.isPresent()) {
            same("portions change nothing", inPortions, reply);
            isReply(said, reply.get());
            judge(reply.get());
        }
    }

    private static void isReply(String said, SpamdReply reply) {
        int end = said.indexOf('\n');
        holds("the code is 0", STATUS.matcher(said.substring(0, end)).matches());
        Matcher scores = SCORES.matcher(said);
        boolean isThere = false;
        while (scores.find()) {
            isThere |= scores.group(1).equals(reply.isSpam() ? "True" : "False")
                    && new BigDecimal(scores.group(2)).compareTo(reply.score()) == 0;
        }
        holds("the score is spamd's", isThere || said.contains("\n ") || said.contains("\n\t"));
        holds("names are bounded", reply.tests().stream().allMatch(name -> name.length() <= SpamdReply.LONGEST_NAME));
    }

    private static void judge(SpamdReply reply) throws IOException {
        switch (answer(reply)) {
            case Verdict.Reject(var _, String text) -> {
                holds("the score was high", reply.score().intValue() >= 100);
                holds("bounded", text.length() <= 300);
            }
            case Verdict.Edit(var edits, var _, var remarks) -> {
                HeaderBlock header = HeaderBlock.read(blocks());
                boolean _ = header.edit(edits);
                String text = String.join("", header.fields());
                holds("forged fields are gone", !text.contains("X-Spam-Flag: NO") && !text.contains("status: No\n"));
                holds("lines are bounded", text.lines().allMatch(line -> line.length() <= 998));
                holds("printable", text.chars().allMatch(c -> c >= ' ' && c <= '~' || c == '\n' || c == '\t'));
                holds("bounded", remarks.said().length() <= 300);
                same("spam has its flag", text.startsWith("X-Spam-Flag: YES\n"), reply.isSpam());
            }
            case NoVerdict.Failed _ ->
                holds("it was cut short", !reply.isSpam() && reply.tests().contains("TIME_LIMIT_EXCEEDED"));
            default -> holds("no other answer", false);
        }
    }

    private static Optional<SpamdReply> read(Wire wire) {
        try {
            return Optional.of(SpamdReply.read(new Exchange(wire), true, JUDGEMENT::isAgainst));
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            holds("bounded", reason.length() < 300);
            holds("printable: " + reason, reason.equals(WireText.printable(reason)));
            return Optional.empty();
        }
    }

    private static Answer answer(SpamdReply reply) throws IOException {
        try {
            return JUDGEMENT.of(reply, blocks());
        } catch (Servers.CannotExamine e) {
            return new NoVerdict.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static SmtpRoundTrip.Blocks blocks() {
        Monologue header = new Monologue(HEADER);
        return block -> header.read(block, 0, block.length);
    }

    /** The same words in portions. */
    private static final class Portions extends ForwardingWire {
        private final List<Integer> lengths;

        Portions(String said, List<Integer> lengths) {
            super(new Monologue(said));
            this.lengths = lengths;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws WireException {
            int most = lengths.isEmpty() ? length : Math.max(1, lengths.removeFirst());
            return super.read(buffer, offset, Math.min(length, most));
        }
    }
}
