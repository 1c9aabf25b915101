package postprox.filter.hooks;

import static postprox.testkit.Promise.holds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.filter.http.Body;
import postprox.filter.http.BodyStream;
import postprox.filter.http.Head;
import postprox.filter.http.Url;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.HeaderBlock;
import postprox.smtp.SmtpLimits;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.testkit.FuzzInput;
import postprox.testkit.Monologue;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * A scanner that says anything: a message that it does not accept never passes, a refusal is one bounded line, and a header stays one
 * header, whatever its edits are.
 */
public final class HooksFuzz {
    private static final Path SPOOL = Path.of(System.getProperty("java.io.tmpdir"));
    private static final String MESSAGE = "Received: r1\nSubject: Old\nX-A: 1\n\nbody\n";
    private static final long LARGEST = 4096;
    private static final Url URL = Url.parse("https://scanner.example/v1/register");

    private HooksFuzz() {}

    public static void attack(byte[] input) throws IOException {
        FuzzInput parts = new FuzzInput(input);
        int kind = parts.number(3);
        String said = parts.text();
        if (kind == 2) {
            register(said);
            return;
        }
        try (Spool spool = Spool.in(SPOOL);
                SpooledMessage message = spool.create()) {
            byte[] bytes = WireText.bytes(MESSAGE);
            message.write(bytes, 0, bytes.length);
            Examination examination = new Examination(
                    message,
                    Asker.ENVELOPE,
                    Allowance.until(Deadline.after(Ticker.SYSTEM, Duration.ofHours(1))),
                    new Origin(List.of()),
                    LARGEST);
            try {
                check(kind == 0 ? draft(examination, said) : stalwart(examination, said), said);
            } catch (postprox.filter.NewContent.TooLarge e) {
                holds("as long as it must be", said.length() > LARGEST / 2);
            } catch (NotToPass e) {
                holds("printable", isShort(String.valueOf(e.getMessage())));
            } catch (CannotExamine e) {
                holds("printable", isShort(String.valueOf(e.getMessage())));
                holds("it did not ask for more", kind == 0 || !said.startsWith("{\"action\":\"reject\""));
            }
        }
    }

    private static Answer draft(Examination examination, String said) throws IOException {
        return DraftAnswer.read(examination, body(said), "request", new Heard());
    }

    private static Answer stalwart(Examination examination, String said) throws IOException {
        StalwartRequest request = StalwartRequest.of(
                Facts.of(examination.envelope()), examination.message().text());
        return StalwartAnswer.read(examination, request, body(said), new Heard());
    }

    private static void check(Answer answer, String said) throws IOException {
        switch (answer) {
            case Verdict.Accept _ -> {
                // As by the answer, or because it has nothing that postprox knows.
            }
            case Verdict.Edit edit -> {
                HeaderBlock header = HeaderBlock.read(blocks());
                boolean _ = header.edit(edit.edits());
                String text = WireText.of(header.bytes(), 0, header.bytes().length);
                holds("no empty line in the header", !text.startsWith("\n") && !text.contains("\n\n"));
                holds("no CR", text.indexOf('\r') < 0);
                holds(
                        "limited",
                        edit.content().map(content -> content.size() <= LARGEST).orElse(true));
            }
            case Verdict.Reject(var reply, var _) -> {
                String line = reply.oneLine();
                holds("it was asked for", said.contains("re") || said.contains("dis") || said.contains("\\u"));
                holds("negative", reply.isNegative() && reply.code() != 421);
                holds("one line", reply.lines().size() == 1);
                holds("printable", line.chars().allMatch(c -> c >= ' ' && c <= '~'));
                holds("bounded", line.length() <= SmtpLimits.REPLY_BYTES);
            }
            case Verdict.Discard(String reason) -> holds("short", isShort(reason));
            case Verdict.Quarantine(String reason) -> holds("short", isShort(reason));
            default -> holds("no other answer: " + answer, false);
        }
    }

    private static boolean isShort(String text) {
        return text.length() < 400 && text.chars().allMatch(c -> c >= ' ' && c != 127);
    }

    private static postprox.smtp.SmtpRoundTrip.Blocks blocks() {
        Monologue text = new Monologue(MESSAGE);
        return block -> text.read(block, 0, block.length);
    }

    private static void register(String said) throws IOException {
        try {
            Registration registration = Registration.of(Json.object(body(said)), URL, 0);
            holds("the same server", registration.target().url().isOfSameOrigin(URL));
            holds("a fit path", registration.target().url().target().chars().allMatch(c -> c > ' ' && c < 127));
            holds(
                    "an id",
                    registration.target().registrationId().map(Target::isId).orElse(false));
            holds(
                    "known properties",
                    DraftRequest.PROPERTIES.containsAll(registration.target().properties()));
        } catch (Json.Wrong | WrongAnswer e) {
            String reason = String.valueOf(e.getMessage());
            holds("printable", reason.length() < 4000 && reason.chars().allMatch(c -> c >= ' ' && c != 127));
        }
    }

    private static BodyStream body(String said) throws WrongAnswer {
        Head head = new Head("HTTP/1.1 200 OK", List.of());
        Monologue wire = new Monologue(new String(WireText.bytes(said), StandardCharsets.ISO_8859_1));
        return new BodyStream(Body.behind(head, new Exchange(wire)), Question.MOST_BYTES);
    }
}
