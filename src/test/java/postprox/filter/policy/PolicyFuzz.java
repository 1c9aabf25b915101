package postprox.filter.policy;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.mail.HeaderEdit;
import postprox.testkit.FuzzInput;
import postprox.text.WireText;

/** Whatever a service writes: it is one action or none, in whatever pieces it comes, and what follows of it is harmless. */
public final class PolicyFuzz {
    private PolicyFuzz() {}

    public static void attack(byte[] input) {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = parts.lengths(40);
        String begin = parts.oneOf("", "action=", "action=PREPEND ", "action=550 ", "x".repeat(PolicyReply.MAX_BYTES));
        String end = parts.oneOf("", "\n\n", "\n", "\n\naction=");
        String said = begin + parts.text() + end;
        Optional<String> whole = action(said, List.of());
        same("pieces change nothing", action(said, lengths), whole);
        if (whole.isEmpty()) {
            return;
        }
        same("nothing is left out", "action=" + whole.get() + "\n\n", said);
        holds("one line", whole.get().indexOf('\n') < 0);
        holds("bounded", said.length() <= PolicyReply.MAX_BYTES);
        Ruling ruling = new Ruling();
        boolean _ = ruling.take(Action.parse(whole.get()));
        check(ruling.answer());
    }

    private static Optional<String> action(String said, List<Integer> lengths) {
        byte[] bytes = WireText.bytes(said);
        PolicyReply reply = new PolicyReply();
        boolean isComplete = false;
        try {
            int at = 0;
            for (int length : lengths) {
                int count = Math.min(length, bytes.length - at);
                isComplete = reply.take(bytes, at, count);
                at += count;
            }
            isComplete = reply.take(bytes, at, bytes.length - at);
        } catch (WrongReplyException e) {
            holds("a reason of one line", String.valueOf(e.getMessage()).chars().allMatch(c -> c >= ' ' && c != 127));
            return Optional.empty();
        }
        return isComplete ? Optional.of(reply.action()) : Optional.empty();
    }

    private static void check(Answer answer) {
        switch (answer) {
            case Verdict.Reject(var reply, var _) -> {
                holds("a refusal", reply.isNegative());
                same("of one line", reply.lines().size(), 1);
                holds("in printable ASCII", reply.oneLine().chars().allMatch(c -> c >= ' ' && c < 127));
            }
            case Verdict.Defer(var reply, var _, var besides) -> {
                same("for now", reply.code() / 100, 4);
                check(besides);
            }
            case Verdict.Quarantine(String reason) -> printable(reason);
            case Verdict.Discard(String reason) -> printable(reason);
            case Verdict.Accept accept -> printable(accept.remarks().said());
            case Verdict.Edit edit -> {
                same("one field", edit.edits().size(), 1);
                holds("at the top", edit.edits().getFirst() instanceof HeaderEdit.Insert insert && insert.above() == 0);
            }
            case NoVerdict _ -> {
                // It is in the log, and the failure policy decides.
            }
        }
    }

    private static void printable(String text) {
        same("printable", WireText.printable(text), text);
    }
}
