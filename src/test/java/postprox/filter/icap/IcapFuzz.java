package postprox.filter.icap;

import static postprox.testkit.Promise.holds;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.filter.service.Exchange;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.net.WireException;
import postprox.smtp.SmtpLimits;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.testkit.FuzzInput;
import postprox.testkit.PortionedWire;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * A service that says anything, in portions of any length: a message passes only if the service says 204 and names no finding, or if it
 * returns the message itself; and a refusal is one line.
 */
public final class IcapFuzz {
    private static final String MESSAGE = "Subject: x\n\nbody\n";
    private static final Envelope ENVELOPE = new Envelope("s", "a@example.org", List.of(), "", Map.of());
    private static final Deadline DEADLINE = Deadline.never(Ticker.SYSTEM);
    private static final Spool SPOOL = spool();

    private IcapFuzz() {}

    private static Spool spool() {
        return Spool.in(java.nio.file.Path.of(System.getProperty("java.io.tmpdir")));
    }

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        Method method = parts.oneOf(Method.RESPMOD, Method.REQMOD);
        boolean previews = parts.yes();
        boolean modifies = parts.yes();
        List<Integer> portions = parts.lengths(80);
        String said = parts.text();
        IcapRules rules = new IcapRules(
                "x",
                method,
                previews,
                "message/rfc822",
                modifies,
                new IcapMeaning(new VirusRules("found (%v)", OnFinding.REJECT, OnFinding.REJECT), OnRedirect.FAIL));
        ServiceOptions options =
                new ServiceOptions(List.of(), OptionalInt.of(MESSAGE.length()), 0, Duration.ofHours(1));
        try (SpooledMessage message = SPOOL.create()) {
            byte[] bytes = WireText.bytes(MESSAGE);
            message.write(bytes, 0, bytes.length);
            Examination examination =
                    new Examination(message, ENVELOPE, Allowance.until(DEADLINE), new Origin(List.of()), 10_000L);
            judge(
                    answer(new MessageTalk(rules, options, examination, new Endpoint.Tcp("h", 1)), portions, said),
                    said,
                    modifies);
        }
    }

    private static Answer answer(MessageTalk talk, List<Integer> portions, String said) {
        try {
            return talk.over(new Exchange(new PortionedWire(said, portions)));
        } catch (Servers.CannotExamine | Servers.NotToPass | Exchange.WrongAnswer | WireException e) {
            return new NoVerdict.Failed(String.valueOf(e.getMessage()));
        } catch (Talk.ClosedSilently e) {
            holds("it said nothing", said.isEmpty());
            return new NoVerdict.Failed("closed");
        } catch (IOException e) {
            return new NoVerdict.Failed("too large");
        }
    }

    private static void judge(Answer answer, String said, boolean modifies) {
        switch (answer) {
            case Verdict.Accept _ ->
                holds("204, or the message itself", said.contains("ICAP/") && (said.contains(" 204") || returns(said)));
            case Verdict.Edit edit -> {
                holds("changes are switched on", modifies);
                holds(
                        "something passes",
                        edit.content().isPresent() && edit.content().get().size() > 0);
                holds(
                        "a length was said",
                        said.toLowerCase(java.util.Locale.ROOT).contains("content-length:"));
            }
            case Verdict.Reject(var refusal, var words) -> {
                String line = refusal.oneLine();
                holds("one line", refusal.lines().size() == 1);
                holds("printable", line.chars().allMatch(c -> c >= ' ' && c <= '~'));
                holds("bounded", line.length() <= SmtpLimits.REPLY_BYTES && words.length() < 500);
                holds("no control characters", words.chars().noneMatch(c -> c < ' ' || c == 127));
            }
            case NoVerdict.Doubtful(String reason) -> judge(new NoVerdict.Failed(reason), said, modifies);
            case NoVerdict.Failed(String reason) -> {
                holds("bounded", reason.length() < 400);
                holds("no control characters", reason.chars().noneMatch(c -> c < ' ' || c == 127));
            }
            default -> holds("no other answer: " + answer, false);
        }
    }

    /** Whether all bytes of the message are there in their order: chunks may have divided them. */
    private static boolean returns(String said) {
        int at = 0;
        for (int i = 0; i < said.length() && at < MESSAGE.length(); i++) {
            if (said.charAt(i) == MESSAGE.charAt(at)) {
                at++;
            }
        }
        return at == MESSAGE.length();
    }
}
