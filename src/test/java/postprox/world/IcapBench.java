package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.icap.IcapFilter;
import postprox.filter.icap.IcapMeaning;
import postprox.filter.icap.IcapRules;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnFinding;
import postprox.filter.icap.OnRedirect;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** Debian's c-icap over a clamd, filters of kind icap that ask it, and messages for them. */
final class IcapBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = Collections.synchronizedList(new ArrayList<>());
    final Clamd clamd = Clamd.start(workspace);

    private final Watchdog watchdog = TestWatchdog.start();

    final ServiceDialer dialer = new ServiceDialer(watchdog);

    private final List<CIcap> services = new ArrayList<>();
    private final List<Filter> filters = new ArrayList<>();
    private final Examinations examinations;

    IcapBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
        clamd.await();
    }

    /** A c-icap that is ready, with more lines in its configuration. */
    CIcap cIcap(String... lines) {
        return start("c-icap", lines);
    }

    /** Another one. */
    CIcap second() {
        return start("second");
    }

    private CIcap start(String name, String... lines) {
        CIcap made = CIcap.start(workspace, name, clamd, lines);
        services.add(made);
        made.await();
        return made;
    }

    Filter filter(CIcap cIcap, String service) {
        return filter(List.of(cIcap.place()), service, Method.AUTO, false);
    }

    Filter filter(List<Endpoint> places, String service, Method method, boolean previews) {
        IcapFilter made = new IcapFilter(
                new Servers("icap", places, events::add, clock),
                new IcapRules(
                        service,
                        method,
                        previews,
                        "message/rfc822",
                        false,
                        new IcapMeaning(
                                "Message contains a virus (%v)", OnFinding.REJECT, OnFinding.REJECT, OnRedirect.FAIL)),
                clock,
                watchdog);
        filters.add(made);
        return made;
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

    @Override
    public void close() {
        try {
            filters.forEach(Filter::close);
            examinations.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            services.forEach(CIcap::close);
            clamd.close();
            workspace.close();
        }
    }
}
