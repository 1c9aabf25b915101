package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What the filters of a real daemon need: a directory, a clock, a dialer, messages, and the end of all that was started. */
abstract class FilterBench implements AutoCloseable {
    static final Duration LONG = Examinations.LONG;

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final ServiceDialer dialer = TestWatchdog.dialer();
    final Examinations examinations;

    /** What is closed at the end, the last one first. */
    private final Deque<Runnable> ends = new ArrayDeque<>();

    FilterBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
        ends.push(workspace::close);
    }

    /** Has this done at the end. */
    final void atEnd(Runnable end) {
        ends.push(end);
    }

    final Servers servers(String name, List<Endpoint> places) {
        return new Servers(name, places, events::add, clock);
    }

    final Answer ask(Filter filter, String text) {
        return ask(filter, text, LONG);
    }

    final Answer ask(Filter filter, String text, Duration time) {
        return ask(filter, text, envelope(), time);
    }

    final Answer ask(Filter filter, String text, Envelope envelope, Duration time) {
        return examinations.ask(filter, text, envelope, time);
    }

    /** What passes these filters, one after the other. */
    String passing(String text, Filter... filters) {
        return examinations.passing(text, envelope(), filters);
    }

    /** The envelope of a message for which a test names none. */
    Envelope envelope() {
        return Examinations.ENVELOPE;
    }

    static Deadline in(Duration time) {
        return Deadline.after(Ticker.SYSTEM, time);
    }

    @Override
    public final void close() {
        try {
            examinations.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ends.forEach(Runnable::run);
        }
    }
}
