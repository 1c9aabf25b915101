package postprox.filter;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A message, and filters under a guard that take it for spam. */
final class GuardBench implements AutoCloseable {
    static final Reply SPAM = Reply.of(554, "5.7.1 spam");
    static final Envelope ENVELOPE = new Envelope("s", "a@example.org", List.of("b@example.com"), "h", Map.of());
    static final String TEXT = "Subject: x\nX-Postprox-Verdict: forged\n\nbody\n";

    /** What guarded filters were asked about. */
    final List<Examination> asked = new ArrayList<>();

    private final Spool spool;
    private final SpooledMessage message;

    GuardBench(Path directory) throws IOException {
        spool = Spool.in(directory);
        message = spool.create();
        byte[] bytes = WireText.bytes(TEXT);
        message.write(bytes, 0, bytes.length);
    }

    SpooledMessage message() {
        return message;
    }

    /** Guards a filter that takes all for spam. */
    Guard guard(GuardSettings settings) {
        return new Guard(
                examination -> {
                    asked.add(examination);
                    return new Verdict.Reject(SPAM);
                },
                settings.rules(),
                slots());
    }

    static Slots slots() {
        return new Slots(FilterCapacity.DEFAULT);
    }

    Examination examination() {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
        return new Examination(message, ENVELOPE, Allowance.until(deadline), new Origin(List.of()));
    }

    /** The same where a new text may have at most so many bytes. */
    Examination limited(long largest) {
        Examination any = examination();
        return new Examination(any.message(), any.envelope(), any.allowance(), any.origin(), largest);
    }

    static String read(SpooledText text) {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[100];
        try {
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(WireText.of(block, 0, count));
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
