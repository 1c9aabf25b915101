package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.Meaning;
import postprox.filter.clamd.OnFinding;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Debian's clamd, filters of kind clamd that ask it, and messages for them. */
final class ClamdBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = new ArrayList<>();

    final ServiceDialer dialer = TestWatchdog.dialer();

    private final List<Clamd> clamds = new ArrayList<>();
    private final Examinations examinations;

    /** How a message may reach clamd. */
    enum Way {
        SMALL_FILE_IN_MEMORY,
        SPOOLED_FILE,
        EDITED,
        STREAM_ON_UNIX_SOCKET,
        STREAM_ON_TCP
    }

    ClamdBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
    }

    /** A clamd that is ready, with more lines in its configuration. */
    Clamd clamd(String... lines) {
        return start("clamd", lines);
    }

    /** Another one. */
    Clamd second() {
        return start("second");
    }

    private Clamd start(String name, String... lines) {
        Clamd clamd = Clamd.start(workspace, name, lines);
        clamds.add(clamd);
        clamd.await();
        return clamd;
    }

    Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits) {
        return filter(places, onEncrypted, onLimits, false);
    }

    Filter filter(Clamd clamd, Way way) {
        return filter(
                List.of(way == Way.STREAM_ON_TCP ? clamd.port() : clamd.socket()),
                OnFinding.REJECT,
                OnFinding.REJECT,
                way == Way.STREAM_ON_UNIX_SOCKET);
    }

    Filter filter(List<Endpoint> places, OnFinding onEncrypted, OnFinding onLimits, boolean streams) {
        return new ClamdFilter(
                new Servers("clamd", places, events::add, clock),
                dialer,
                new Meaning("Message contains a virus (%v)", onEncrypted, onLimits),
                streams);
    }

    /** Asks on a virtual thread, as a session does. */
    Answer ask(Clamd clamd, Way way, String text) {
        return ask(filter(clamd, way), text, way, LONG);
    }

    Answer ask(Filter filter, String text) {
        return ask(filter, text, Way.SMALL_FILE_IN_MEMORY, LONG);
    }

    Answer ask(Filter filter, String text, Way way, Duration time) {
        try (ExecutorService session = Executors.newVirtualThreadPerTaskExecutor();
                SpooledMessage message = examinations.message(text)) {
            SpooledMessage examined = switch (way) {
                case EDITED -> message.derive(WireText.bytes("X-Added: 1\n"), Math.min(11, message.size()));
                case SPOOLED_FILE -> {
                    var _ = message.asFile();
                    yield message;
                }
                case SMALL_FILE_IN_MEMORY, STREAM_ON_TCP, STREAM_ON_UNIX_SOCKET -> message;
            };
            return session.submit(() -> filter.examine(examinations.of(examined, time)))
                    .get();
        } catch (Exception e) {
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
            clamds.forEach(Clamd::close);
            workspace.close();
        }
    }
}
