package postprox.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Chain;
import postprox.filter.Decision;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.milter.MilterFilter;
import postprox.filter.milter.MilterRules;
import postprox.filter.milter.Offer;
import postprox.filter.milter.SomeRefused;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.smtp.StrayCr;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Filters of kind milter that ask milters of Debian's, and messages for them. */
final class MilterBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = new CopyOnWriteArrayList<>();

    final ServiceDialer dialer = TestWatchdog.dialer();

    private final Examinations examinations;

    MilterBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
    }

    /** A filter that asks these milters. */
    Filter filter(Milter... milters) {
        return filter("postprox", milters);
    }

    /** A filter of a stream of mail with a name of its own. */
    Filter filter(String daemonName, Milter... milters) {
        return filter(daemonName, Stream.of(milters).map(Milter::endpoint).toList());
    }

    Filter filter(String daemonName, List<Endpoint> places) {
        return new MilterFilter(
                new Servers("milter", places, events::add, clock),
                dialer,
                new MilterRules("mx.example.com", daemonName, Offer.POSSIBLE, SomeRefused.REJECT));
    }

    static Envelope envelope() {
        return new Envelope(
                "s3ss10n",
                "a@example.org",
                List.of("b@example.com"),
                "client.example.net",
                Map.of(Attribute.NAME, "client.example.net", Attribute.ADDR, "192.0.2.7", Attribute.PORT, "4711"));
    }

    Answer ask(Filter filter, String text) {
        return ask(filter, text, LONG);
    }

    /** Asks on a virtual thread, as a session does. */
    Answer ask(Filter filter, String text, Duration time) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor();
                SpooledMessage message = examinations.message(text)) {
            Deadline deadline = Deadline.after(Ticker.SYSTEM, LONG);
            return session.submit(() -> filter.examine(examinations.of(message, envelope(), deadline, time)))
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What passes these filters, one after the other. */
    String passing(String text, Filter... filters) throws IOException {
        try (SpooledMessage message = examinations.message(text)) {
            Chain chain = Chains.of(List.of(filters), FailurePolicy.TEMPFAIL);
            Deadline deadline = Deadline.after(Ticker.SYSTEM, LONG);
            Decision decision = chain.examine(examinations.of(message, envelope(), deadline, LONG), StrayCr.SPACE);
            if (decision instanceof Decision.Pass pass) {
                return read(pass.text()).replace("\r\n", "\n");
            }
            throw new AssertionError("it did not pass: " + decision);
        }
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
    public void close() {
        try {
            examinations.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            workspace.close();
        }
    }
}
