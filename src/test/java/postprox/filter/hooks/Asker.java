package postprox.filter.hooks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.event.Event;
import postprox.event.Events;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.filter.http.Url;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.ServiceDialer;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** Asks a scripted scanner about messages, as a session does. */
final class Asker implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;
    static final Duration SHORT = Duration.ofSeconds(1);
    static final Envelope ENVELOPE = new Envelope(
            "s3ss10n",
            "a@example.org",
            List.of("b@example.com", "c@example.com"),
            "mail.example.org",
            Map.of(Attribute.ADDR, "192.0.2.7", Attribute.PORT, "34567", Attribute.NAME, "mx.example.org"));

    /** The time that a server is left alone passes by this clock. */
    final TestClock clock = new TestClock();

    private final Examinations examinations;
    private final List<Event> events = new ArrayList<>();
    private final Filter filter;

    Asker(Path directory, String url, Dialect dialect, Standing standing) throws IOException {
        this(directory, url, dialect, standing, new Credentials(Optional.empty(), Optional.empty()));
    }

    Asker(Path directory, String url, Dialect dialect, Standing standing, Credentials credentials) throws IOException {
        this.examinations = new Examinations(directory);
        this.filter = filter(url, dialect, standing, credentials, clock, events::add);
    }

    /** Without a registration, in draft-01. */
    static Asker atEndpoint(Path directory, String url) throws IOException {
        return new Asker(directory, url, Dialect.DRAFT01, new Standing.Known(Optional.empty()));
    }

    static Filter filter(
            String url, Dialect dialect, Standing standing, Credentials credentials, Ticker clock, Events events)
            throws IOException {
        Url place = Url.parse(url);
        ServiceDialer dialer = TestWatchdog.dialer();
        Scanner scanner = new Scanner(
                place, credentials, Scanner.access(place, credentials, dialer), dialect, standing, "hooks", LONG);
        return new HooksFilter(scanner, new Servers("hooks", List.of(place.place()), events, clock), events);
    }

    /** No filter may make a message larger than that from now on. */
    void largest(long bytes) {
        examinations.largest(bytes);
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

    Answer ask(String text, Envelope envelope, Duration time) {
        return examinations.ask(filter, text, envelope, time);
    }

    String passing(String text) {
        return examinations.passing(text, ENVELOPE, filter);
    }

    /** The reply of a refusal; the answer if it is none. */
    static String refusal(Answer answer) {
        return answer instanceof Verdict.Reject reject ? reject.reply().oneLine() : "no refusal: " + answer;
    }

    @Override
    public void close() throws IOException {
        filter.close();
        examinations.close();
    }
}
