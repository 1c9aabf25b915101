package postprox.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import postprox.filter.Allowance;
import postprox.filter.Examination;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Messages in a spool of their own, to be examined by a filter alone. */
public final class Examinations implements AutoCloseable {
    private static final Envelope ENVELOPE =
            new Envelope("s3ss10n", "a@example.org", List.of("b@example.com"), "mail.example.org", Map.of());

    private final Spool spool;

    public Examinations(Path directory) throws IOException {
        this.spool = Spool.in(directory);
    }

    /** A message with this text, one byte a character. */
    public SpooledMessage message(String text) throws IOException {
        SpooledMessage message = spool.create();
        byte[] bytes = WireText.bytes(text);
        message.write(bytes, 0, bytes.length);
        return message;
    }

    /** The examination of a message, for which the filter has this time. */
    public Examination of(SpooledMessage message, Duration time) {
        return of(message, Deadline.after(Ticker.SYSTEM, time.multipliedBy(2)), time);
    }

    public Examination of(SpooledMessage message, Deadline deadline, Duration time) {
        return of(message, ENVELOPE, deadline, time);
    }

    /** The examination of a message with this envelope. */
    public Examination of(SpooledMessage message, Envelope envelope, Deadline deadline, Duration time) {
        return new Examination(message, envelope, Allowance.until(deadline), new Origin(List.of())).within(time);
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
