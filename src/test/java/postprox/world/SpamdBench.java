package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.event.Event;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.service.Servers;
import postprox.filter.spamd.Judgement;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.SpamdFilter;
import postprox.filter.spamd.Users;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Debian's spamd, filters of kind spamd that ask it, and messages for them. */
final class SpamdBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    /** Marks all messages and refuses none, as without settings. */
    static final Judgement USUAL =
            new Judgement(Optional.empty(), Optional.empty(), "Message looks like spam", Marking.ALL, "");

    static final Users NO_USER = new Users("", Users.PerRecipient.NO);

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());

    final ServiceDialer dialer = TestWatchdog.dialer();

    private final List<Spamd> spamds = new ArrayList<>();
    private final Examinations examinations;

    SpamdBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
    }

    /** A spamd that is ready, with the tests' rules and with more options. */
    Spamd spamd(String... options) {
        return ready(Spamd.start(workspace, "spamd", options));
    }

    /** Another one. */
    Spamd second() {
        return ready(Spamd.start(workspace, "second"));
    }

    /** One with SpamAssassin's own rules. */
    Spamd stock() {
        return ready(Spamd.withStockRules(workspace));
    }

    private Spamd ready(Spamd spamd) {
        spamds.add(spamd);
        spamd.await();
        return spamd;
    }

    Filter filter(Endpoint... places) {
        return filter(NO_USER, USUAL, places);
    }

    Filter filter(Users users, Judgement judgement, Endpoint... places) {
        return new SpamdFilter(new Servers("spamd", List.of(places), events::add, clock), dialer, users, judgement);
    }

    Answer ask(Filter filter, String text) {
        return ask(filter, text, LONG);
    }

    /** Asks on a virtual thread, as a session does. */
    Answer ask(Filter filter, String text, Duration time) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor();
                SpooledMessage message = examinations.message(text)) {
            return session.submit(() -> filter.examine(examinations.of(message, time)))
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Asks about a message to this recipient. */
    Answer askFor(Filter filter, String recipient, String text) {
        try (SpooledMessage message = examinations.message(text)) {
            Envelope envelope = new Envelope("s3ss10n", "a@example.org", List.of(recipient), "", Map.of());
            return filter.examine(new Examination(message, envelope, Allowance.until(in(LONG)), new Origin(List.of())));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Deadline in(Duration time) {
        return Deadline.after(Ticker.SYSTEM, time);
    }

    @Override
    public void close() {
        try {
            examinations.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            spamds.forEach(Spamd::close);
            workspace.close();
        }
    }
}
