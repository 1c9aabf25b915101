package postprox.filter.hooks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.event.Event;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.ServiceDialer;
import postprox.smtp.StrayCr;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.Spool;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.testkit.TestWatchdog;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Asks a scripted scanner about messages, as a session does. */
final class Asker implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration SHORT = Duration.ofSeconds(1);
    static final Envelope ENVELOPE = new Envelope(
            "s3ss10n",
            "a@example.org",
            List.of("b@example.com", "c@example.com"),
            "mail.example.org",
            Map.of(Attribute.ADDR, "192.0.2.7", Attribute.PORT, "34567", Attribute.NAME, "mx.example.org"));

    private final Spool spool;
    private final List<Event> events = new ArrayList<>();
    private final Filter filter;
    private long largest;

    Asker(Path directory, String url, Dialect dialect, Standing standing) throws IOException {
        this(directory, url, dialect, standing, new Credentials(Optional.empty(), Optional.empty()));
    }

    Asker(Path directory, String url, Dialect dialect, Standing standing, Credentials credentials) throws IOException {
        this.spool = Spool.in(directory);
        this.filter = filter(url, dialect, standing, credentials, events);
    }

    /** Without a registration, in draft-01. */
    static Asker atEndpoint(Path directory, String url) throws IOException {
        return new Asker(directory, url, Dialect.DRAFT01, new Standing.Known(Optional.empty()));
    }

    static Filter filter(String url, Dialect dialect, Standing standing, Credentials credentials, List<Event> events)
            throws IOException {
        Url place = Url.parse(url);
        ServiceDialer dialer = TestWatchdog.dialer();
        Scanner scanner = new Scanner(
                place, credentials, Scanner.access(place, credentials, dialer), dialect, standing, "hooks", LONG);
        return new HooksFilter(scanner, new Servers("hooks", List.of(place.place()), events::add, Ticker.SYSTEM));
    }

    /** No filter may make a message larger than that from now on. */
    void largest(long bytes) {
        largest = bytes;
    }

    Filter filter() {
        return filter;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    Answer ask(String text) {
        return ask(text, LONG);
    }

    Answer ask(String text, Duration time) {
        return ask(text, ENVELOPE, time);
    }

    /** Asks on a virtual thread. */
    Answer ask(String text, Envelope envelope, Duration time) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor();
                SpooledMessage message = message(text)) {
            return session.submit(() -> filter.examine(examination(message, envelope, time)))
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The text that passes, with the filter's changes; the decision if it does not pass. */
    String passing(String text) throws IOException {
        try (SpooledMessage message = message(text)) {
            Chain chain = Chains.of(List.of(filter), FailurePolicy.TEMPFAIL);
            Decision decision = chain.examine(examination(message, ENVELOPE, LONG), StrayCr.SPACE);
            return decision instanceof Decision.Pass pass ? read(pass.text()) : "not passed: " + decision;
        }
    }

    /** The reply of a refusal; the answer if it is none. */
    static String refusal(Answer answer) {
        return answer instanceof Verdict.Reject reject ? reject.reply().oneLine() : "no refusal: " + answer;
    }

    private SpooledMessage message(String text) throws IOException {
        SpooledMessage message = spool.create();
        byte[] bytes = WireText.bytes(text);
        message.write(bytes, 0, bytes.length);
        return message;
    }

    private Examination examination(SpooledMessage message, Envelope envelope, Duration time) {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, time.multipliedBy(2));
        return new Examination(message, envelope, Allowance.until(deadline), new Origin(List.of()), largest)
                .within(time);
    }

    private static String read(SpooledText text) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        filter.close();
        spool.close();
    }
}
