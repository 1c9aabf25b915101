package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.rspamd.Meaning;
import postprox.filter.rspamd.RspamdFilter;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.smtp.StrayCr;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Chains;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.text.WireText;

/** Debian's rspamd, filters of kind rspamd that ask it, and messages for them. */
final class RspamdBench implements AutoCloseable {
    static final Duration LONG = Duration.ofSeconds(60);
    static final Envelope ENVELOPE =
            new Envelope("s3ss10n", "a@example.org", List.of("b@example.com"), "mail.example.org", Map.of());

    final Workspace workspace = Workspace.create();
    final TestClock clock = new TestClock();
    final List<Event> events = new CopyOnWriteArrayList<>();

    final ServiceDialer dialer = TestWatchdog.dialer();

    private final List<Rspamd> rspamds = new ArrayList<>();
    private final Examinations examinations;

    RspamdBench() throws IOException {
        examinations = new Examinations(workspace.directory("spool"));
    }

    /** An rspamd that is ready, with more options. */
    Rspamd rspamd(String options) {
        return start("rspamd", Optional.empty(), options);
    }

    Rspamd second() {
        return start("second", Optional.empty(), "");
    }

    Rspamd signing(Dkim dkim) {
        return start("rspamd", Optional.of(dkim.ourKey()), "");
    }

    private Rspamd start(String name, Optional<Path> key, String options) {
        Rspamd rspamd = Rspamd.start(workspace, name, key, options);
        rspamds.add(rspamd);
        rspamd.await();
        return rspamd;
    }

    Filter filter(Endpoint... places) {
        return new RspamdFilter(
                new Servers("rspamd", List.of(places), events::add, clock),
                dialer,
                new Meaning("X-Spam"),
                "mx.example.com");
    }

    Answer ask(Filter filter, String text) {
        return ask(filter, text, ENVELOPE, LONG);
    }

    Answer ask(Filter filter, String text, Envelope envelope, Duration time) {
        try (SpooledMessage message = examinations.message(text)) {
            return filter.examine(examination(message, envelope, time));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What the chain passes on with this filter; what it decides otherwise. */
    String passing(Filter filter, String text, Envelope envelope) {
        try (SpooledMessage message = examinations.message(text)) {
            Decision decision = Chains.of(List.of(filter), FailurePolicy.TEMPFAIL)
                    .examine(examination(message, envelope, LONG), StrayCr.SPACE);
            return decision instanceof Decision.Pass pass ? read(pass.text()) : decision.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    String passing(Filter filter, String text) {
        return passing(filter, text, ENVELOPE);
    }

    private Examination examination(SpooledMessage message, Envelope envelope, Duration time) {
        Examination usual = examinations.of(message, time);
        return new Examination(message, envelope, usual.allowance(), usual.origin());
    }

    private static String read(SpooledText text) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.append(WireText.of(block, 0, count));
        }
        return all.toString();
    }

    @Override
    public void close() {
        try {
            examinations.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            rspamds.forEach(Rspamd::close);
            workspace.close();
        }
    }
}
