package postprox.filter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A message with the text {@code original}, filters that say what a test has them say, and chains of them. */
final class ChainLab implements AutoCloseable {
    static final Envelope ENVELOPE = new Envelope("s", "<>", List.of("b@example.com"), "helo", Map.of());

    final Spool spool;
    final SpooledMessage message;

    /** What the filters were shown. */
    final List<String> seen = new ArrayList<>();

    ChainLab(Path directory) throws IOException {
        spool = Spool.in(directory);
        message = spool.create();
        write(message, "original\n");
    }

    String passed(Filter... filters) throws IOException {
        if (decide(FailurePolicy.TEMPFAIL, filters)
                instanceof Decision.Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, var _)) {
            return filtered + ", " + lineEnds + ": " + read(text);
        }
        throw new AssertionError("it does not pass");
    }

    Decision decide(FailurePolicy policy, Filter... filters) throws IOException {
        return Chains.of(List.of(filters), policy).examine(examination(message), StrayCr.SPACE);
    }

    static Examination examination(SpooledMessage message) {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
        return new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of("A=b")));
    }

    static Verdict.Edit editing(HeaderEdit edit) {
        return new Verdict.Edit(List.of(edit), Optional.empty(), Remarks.NONE);
    }

    Filter accepting() {
        return saying(new Verdict.Accept());
    }

    Filter failing() {
        return saying(new NoVerdict.Failed("broken"));
    }

    Filter saying(Answer answer) {
        return examination -> {
            seen.add(read(examination.message().text()));
            return answer;
        };
    }

    Filter replacing(String text) {
        return examination -> {
            seen.add(read(examination.message().text()));
            return Verdict.Edit.replacing(text(examination.message(), text));
        };
    }

    static SpooledText text(SpooledMessage message, String text) throws SpoolException {
        SpooledMessage other = message.derive();
        write(other, text);
        return other.text();
    }

    static void write(SpooledMessage to, String text) throws SpoolException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        to.write(bytes, 0, bytes.length);
    }

    static String read(SpooledText text) {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[100];
        try {
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(new String(block, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SpoolException e) {
            throw new AssertionError(e);
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        message.close();
        spool.close();
    }
}
