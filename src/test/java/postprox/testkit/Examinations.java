package postprox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Messages in a spool of their own, to be examined by a filter alone. */
public final class Examinations implements AutoCloseable {
    /** More time than any answer of a test takes. */
    public static final Duration LONG = Duration.ofSeconds(60);

    public static final Envelope ENVELOPE =
            new Envelope("s3ss10n", "a@example.org", List.of("b@example.com"), "mail.example.org", Map.of());

    private final Spool spool;
    private long largest;

    public Examinations(Path directory) throws IOException {
        this.spool = Spool.in(directory);
    }

    /** No filter may make a message larger than that from now on. */
    public void largest(long bytes) {
        largest = bytes;
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
        return of(message, ENVELOPE, time);
    }

    public Examination of(SpooledMessage message, Envelope envelope, Duration time) {
        return of(message, envelope, Deadline.after(Ticker.SYSTEM, time.multipliedBy(2)), time);
    }

    public Examination of(SpooledMessage message, Deadline deadline, Duration time) {
        return of(message, ENVELOPE, deadline, time);
    }

    /** The examination of a message with this envelope. */
    public Examination of(SpooledMessage message, Envelope envelope, Deadline deadline, Duration time) {
        return new Examination(message, envelope, Allowance.until(deadline), new Origin(List.of()), largest)
                .within(time);
    }

    /** What a filter answers about a message with this text, of which it may have this time. */
    public Answer ask(Filter filter, String text, Duration time) {
        return ask(filter, text, ENVELOPE, time);
    }

    public Answer ask(Filter filter, String text, Envelope envelope, Duration time) {
        try (SpooledMessage message = message(text)) {
            return ask(filter, of(message, envelope, time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks on a virtual thread, as a session does. */
    public static Answer ask(Filter filter, Examination examination) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor()) {
            return session.submit(() -> filter.examine(examination)).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What passes these filters, one after the other, of a message with this text. */
    public String passing(String text, Envelope envelope, Filter... filters) {
        try (SpooledMessage message = message(text)) {
            Decision decision = Chains.of(List.of(filters), FailurePolicy.TEMPFAIL)
                    .examine(of(message, envelope, LONG), StrayCr.SPACE);
            if (decision instanceof Decision.Pass pass) {
                return read(pass.text());
            }
            throw new AssertionError("it does not pass: " + decision);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of a text, one byte a character. */
    public static String read(SpooledText text) {
        try {
            StringBuilder all = new StringBuilder();
            byte[] block = new byte[8192];
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(WireText.of(block, 0, count));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
