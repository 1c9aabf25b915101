package postprox.filter.icap;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.service.Exchange;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.Wire;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A service that speaks ICAP. Its connections are kept between messages for a few seconds, and there are no more of them than the service
 * allows. Thread-safe.
 */
public final class IcapFilter implements Filter {
    private final Servers servers;
    private final IcapRules rules;
    private final ServiceDialer dialer;
    private final Ticker ticker;
    private final Watchdog watchdog;
    private final Watchdog.Watched watched;
    private final Map<Endpoint, IcapServer> known = new ConcurrentHashMap<>();

    // Written by close(), read by any thread.
    private volatile boolean isClosed;

    /**
     * Makes a filter, which connects when the first message comes.
     *
     * @param ticker   tells how long what a service says of itself is valid
     * @param watchdog ends waits whose time is over, and closes connections that are idle
     */
    public IcapFilter(Servers servers, IcapRules rules, Ticker ticker, Watchdog watchdog) {
        this.servers = servers;
        this.rules = rules;
        this.dialer = new ServiceDialer(watchdog);
        this.ticker = ticker;
        this.watchdog = watchdog;
        this.watched = now -> known.values().forEach(server -> server.check(now));
        watchdog.watch(watched);
    }

    @Override
    public void close() {
        isClosed = true;
        known.values().forEach(IcapServer::close);
        watchdog.forget(watched);
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        return servers.ask(examination, visit -> answer(visit, examination));
    }

    private Answer answer(Visit visit, Examination examination) throws IOException {
        IcapServer server = known.computeIfAbsent(visit.server(), _ -> new IcapServer(ticker));
        if (isClosed) {
            // close() has not found it if it was made meanwhile.
            server.close();
        }
        // The exchange needs time as well, or the server would be blamed for the wait.
        server.enter(visit.mayWait() ? visit.deadline().remaining().dividedBy(2) : Duration.ZERO);
        try {
            ServiceOptions options = options(visit, server);
            return talk(
                    visit, server, visit.heard(), () -> new MessageTalk(rules, options, examination, visit.server()));
        } finally {
            server.leave();
        }
    }

    private ServiceOptions options(Visit visit, IcapServer server) throws IOException {
        Optional<ServiceOptions> valid = server.options();
        if (valid.isPresent()) {
            return valid.get();
        }
        // This answer is about no message. If the visit heard it, what is wrong with it would put the message in doubt,
        // and would not count against the server.
        IcapReply reply = talk(visit, server, new Heard(), () -> new OptionsTalk(visit.server(), rules.service()));
        ServiceOptions said =
                reply.status() == IcapReply.OK ? ServiceOptions.of(reply.head()) : ServiceOptions.unknown();
        server.learn(said);
        return said;
    }

    /** Talks over a kept connection if there is one, and once more over a new one if the service closes that without a word. */
    private <T> T talk(Visit visit, IcapServer server, Heard heard, Supplier<Talk<T>> talks) throws IOException {
        Optional<Wire> kept = server.idle();
        if (kept.isPresent()) {
            kept.get().timeouts(visit.deadline().remaining(), visit.deadline());
            try {
                return talk(new Exchange(kept.get(), heard), server, talks.get());
            } catch (Talk.ClosedSilently e) {
                // c-icap closes idle connections when it likes.
            }
        }
        try {
            return talk(new Exchange(visit.dial(dialer), heard), server, talks.get());
        } catch (Talk.ClosedSilently e) {
            throw Exchange.closed(true);
        }
    }

    private static <T> T talk(Exchange exchange, IcapServer server, Talk<T> talk)
            throws IOException, Talk.ClosedSilently {
        boolean isKept = false;
        try {
            T result = talk.over(exchange);
            isKept = talk.leavesOpen();
            return result;
        } finally {
            if (isKept) {
                server.keep(exchange.wire());
            } else {
                exchange.close();
            }
        }
    }
}
