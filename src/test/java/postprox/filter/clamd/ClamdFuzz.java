package postprox.filter.clamd;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.smtp.SmtpLimits;
import postprox.testkit.FuzzInput;
import postprox.text.WireText;

/** A clamd that says anything, in portions of any length: a message passes only on a whole OK, and a refusal is one line. */
public final class ClamdFuzz {
    private static final Pattern PASSES = Pattern.compile("(stream|fd\\[[0-9]+]): OK\0");
    private static final ClamdMeaning MEANING =
            new ClamdMeaning(new VirusRules("a virus (" + VirusRules.NAME + ")", OnFinding.REJECT, OnFinding.PASS));

    private ClamdFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = new ArrayList<>(parts.lengths(80));
        String said = parts.text();
        ClamdReply reply = read(said, new ArrayList<>());
        String one = said.split("(?<=[\0\n])", 2)[0];
        same("portions change nothing", read(one, lengths), read(one, new ArrayList<>()));
        holds("nothing follows", one.equals(said) || reply instanceof ClamdReply.Failed);
        Answer answer = MEANING.of(reply);
        same(
                "only OK is clean",
                reply instanceof ClamdReply.Clean,
                PASSES.matcher(said).matches());
        switch (answer) {
            case Verdict.Accept _ ->
                holds(
                        "it was OK or about limits",
                        reply instanceof ClamdReply.Clean || said.contains("Heuristics.Limits."));
            case Verdict.Reject(var refusal, var _) -> {
                holds("it was FOUND", said.contains(" FOUND"));
                holds("one line", refusal.lines().size() == 1);
                String line = refusal.oneLine();
                holds("printable", line.chars().allMatch(c -> c >= ' ' && c <= '~'));
                holds("bounded", line.length() <= SmtpLimits.REPLY_BYTES);
            }
            case NoVerdict.TooLarge _ -> holds("it was about size", said.contains("size limit exceeded. ERROR"));
            case NoVerdict.Failed(String reason) -> holds("bounded", reason.length() < 300);
            default -> holds("no other answer: " + answer, false);
        }
    }

    private static ClamdReply read(String said, List<Integer> lengths) throws IOException {
        byte[] bytes = WireText.bytes(said);
        ReplyLine line = new ReplyLine();
        int[] at = {0};
        while (!line.hasEnded()) {
            boolean _ = line.take((buffer, offset, room) -> {
                int portion = lengths.isEmpty() ? room : Math.max(1, lengths.removeFirst());
                int count = Math.min(Math.min(portion, room), bytes.length - at[0]);
                System.arraycopy(bytes, at[0], buffer, offset, count);
                at[0] += count;
                return count == 0 ? -1 : count;
            });
        }
        return line.reply();
    }
}
