package postprox.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import postprox.event.SessionEnd;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.log.LogSink;
import postprox.log.MailLog;
import postprox.net.AddressDialer;
import postprox.net.Dialer;
import postprox.net.Endpoint;
import postprox.smtp.StrayCr;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.testkit.Chains;
import postprox.testkit.Monologue;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** A session on the test's own thread. */
final class LoneSession {
    /**
     * How it went.
     *
     * @param said all that the client heard
     */
    record Result(SessionEnd end, String said) {}

    /** Looks at nothing: no time matters here. */
    private static final Watchdog WATCHDOG = new Watchdog(Ticker.SYSTEM, Runnable::run, e -> {
        throw new AssertionError(e);
    });

    private static final Origin ORIGIN = new Origin(List.of());

    private LoneSession() {}

    /** Holds a session with a client that says this at once and closes, before an obedient next hop. */
    static Result hold(String commands, List<Filter> filters, Memory memory, LogSink log, Path directory)
            throws SpoolException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient())) {
            Dialer dialer = AddressDialer.to(new Endpoint.Tcp("127.0.0.1", hop.port()), WATCHDOG);
            return hold(commands, dialer, filters, memory, log, directory);
        }
    }

    /** The same before any next hop. */
    static Result hold(String commands, Dialer dialer, List<Filter> filters, Memory memory, LogSink log, Path directory)
            throws SpoolException {
        SessionServices services = new SessionServices(
                dialer,
                Spool.in(directory),
                Chains.of(filters, FailurePolicy.PASS),
                ORIGIN,
                SessionConfig.with(Duration.ofSeconds(90), StrayCr.SPACE),
                new MailLog(log, 0),
                Ticker.SYSTEM,
                WATCHDOG);
        Monologue client = new Monologue(commands);
        try (Memory.Share share = memory.share()) {
            SessionEnd end =
                    new Session(client, Caller.by(client, Trust.USUAL), "s", ORIGIN, () -> services, share).run();
            return new Result(end, client.heard());
        }
    }
}
