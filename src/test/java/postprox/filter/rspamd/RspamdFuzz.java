package postprox.filter.rspamd;

import static postprox.testkit.Promise.holds;
import static postprox.testkit.Promise.same;

import java.io.IOException;
import java.util.List;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderBlock;
import postprox.smtp.SmtpLimits;
import postprox.testkit.FuzzInput;
import postprox.testkit.ScriptedRspamd;

/** An rspamd that says anything, in portions of any length: a message passes only on a whole answer with an action that lets it pass. */
public final class RspamdFuzz {
    private static final String HEADER = "Received: r\nSubject: s\nX-Spam: No\nX-A: 1\nX-A: 2\n";

    private RspamdFuzz() {}

    /** What an answer came to: the message's fate, or the reason why there is none. */
    private record Outcome(String reply, String answer, String failure) {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        List<Integer> lengths = parts.lengths(60);
        String action = parts.oneOf(
                "no action", "add header", "rewrite subject", "soft reject", "reject", "quarantine", "discard");
        int form = parts.number(4);
        String text = parts.text();
        String said = switch (form) {
            case 0 -> text;
            case 1 -> ScriptedRspamd.json(action, text);
            case 2 -> ScriptedRspamd.json(action, "\"milter\":{" + text + "}");
            default ->
                ScriptedRspamd.json(action)
                        .replace("\"messages\":{}", "\"messages\":{\"smtp_message\":\"" + text + "\"}");
        };
        Outcome whole = read(said, List.of());
        same("portions change nothing", read(said, lengths), whole);
        if (whole.failure.isEmpty() && !said.isEmpty()) {
            String part = said.stripTrailing();
            holds(
                    "a part is not the whole",
                    !read(part.substring(0, part.length() - 1), List.of())
                            .failure
                            .isEmpty());
        }
    }

    private static Outcome read(String said, List<Integer> lengths) throws IOException {
        ScanReply reply;
        try {
            reply = Scans.read(said, lengths);
        } catch (IOException e) {
            return failed(e);
        }
        try {
            Answer answer = Scans.meaning(reply, HEADER);
            check(reply, answer);
            return new Outcome(reply.toString(), answer.toString(), "");
        } catch (CannotExamine | NotToPass e) {
            holds("a reason", isPrintable(String.valueOf(e.getMessage())));
            return new Outcome(reply.toString(), String.valueOf(e.getMessage()), "");
        }
    }

    private static Outcome failed(IOException e) {
        String reason = String.valueOf(e.getMessage());
        holds("a short reason of one line", isPrintable(reason) && reason.length() < 400);
        return new Outcome("", "", reason);
    }

    private static void check(ScanReply reply, Answer answer) throws IOException {
        boolean isLeftAlone = reply.milter().noAction();
        boolean lets = List.of("no action", "greylist", "add header", "rewrite subject")
                .contains(reply.action());
        same("it passes by its action alone", answer instanceof Verdict.Passing, isLeftAlone || lets);
        switch (answer) {
            case Verdict.Accept accept -> printable(accept.remarks().said());
            case Verdict.Edit edit -> {
                printable(edit.remarks().said());
                HeaderBlock header = Scans.header(HEADER);
                boolean _ = edits(header, edit);
                holds(
                        "the sender's mark is gone",
                        !header.fields().contains("X-Spam: No\n")
                                || reply.toString().contains("No"));
                header.fields()
                        .forEach(field -> holds(
                                "a field", field.endsWith("\n") && field.indexOf('\r') < 0 && field.indexOf(0) < 0));
            }
            case Verdict.Reject(var refusal, String said) -> {
                printable(said);
                same("of one line", refusal.lines().size(), 1);
                same("of its class", refusal.code() / 100, reply.action().equals("reject") ? 5 : 4);
                String line = refusal.oneLine();
                holds("printable", line.chars().allMatch(c -> c >= ' ' && c <= '~'));
                holds("bounded", line.length() <= SmtpLimits.REPLY_BYTES);
            }
            case Verdict.Quarantine(String reason) -> printable(reason);
            case Verdict.Discard(String reason) -> printable(reason);
            case Verdict.Defer _, NoVerdict _ -> holds("no other answer: " + answer, false);
        }
    }

    private static boolean edits(HeaderBlock header, Verdict.Edit edit) throws IOException {
        try {
            return header.edit(edit.edits());
        } catch (HeaderBlock.TooLarge e) {
            return false;
        }
    }

    private static void printable(String text) {
        holds("printable and bounded: " + text, isPrintable(text) && text.length() < 2000);
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 127);
    }
}
