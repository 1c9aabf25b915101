package postprox.filter.policy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Connections;
import postprox.filter.service.Exchange;
import postprox.filter.service.Heard;
import postprox.filter.service.Servers;
import postprox.filter.service.Visit;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.spool.SpoolException;
import postprox.time.Watchdog;

/**
 * A filter that asks a service on a socket by Postfix's policy delegation protocol. Connections are kept between messages.
 * Thread-safe.
 */
public final class PolicyFilter implements Filter {
    private static final int BUFFER_BYTES = 1024;

    /** How long a connection is kept without a request, as in Postfix (smtpd_policy_service_max_idle). */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(5);

    private final PolicyRequests requests;
    private final Servers servers;
    private final ServiceDialer dialer;
    private final Watchdog watchdog;
    private final Watchdog.Watched watched;
    private final Map<Endpoint, Connections> connections = new ConcurrentHashMap<>();

    // Written by close(), read by any thread.
    private volatile boolean isClosed;

    /**
     * Makes a filter, which connects when the first message comes.
     *
     * @param state    when Postfix would ask the service
     * @param watchdog ends waits whose time is over, and closes connections that are idle
     */
    public PolicyFilter(Servers servers, RequestState state, Watchdog watchdog) {
        this.requests = new PolicyRequests(state);
        this.servers = servers;
        this.dialer = new ServiceDialer(watchdog);
        this.watchdog = watchdog;
        this.watched = now -> connections.values().forEach(kept -> kept.check(now));
        watchdog.watch(watched);
    }

    @Override
    public void close() {
        isClosed = true;
        connections.values().forEach(Connections::close);
        watchdog.forget(watched);
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        Attempt attempt = new Attempt(requests.about(examination, Map.of()));
        Answer answer = servers.ask(examination, attempt);
        return attempt.impossible.isPresent() ? attempt.impossible.get() : answer;
    }

    /** One message at the servers. */
    private final class Attempt implements Servers.Attempt {
        private final List<byte[]> all;

        // A server that asks for what postprox cannot do is in order, and no other server is asked instead.
        private Optional<Answer> impossible = Optional.empty();

        Attempt(List<byte[]> all) {
            this.all = all;
        }

        @Override
        public Answer at(Visit visit) throws IOException {
            Ruling ruling = ruling(visit, all);
            Answer answer = ruling.replaces() || ruling.editsHeader()
                    ? ruling.deferred(new NoVerdict.Failed("it asks for REPLACE or EDIT, which only a worker has"))
                    : ruling.answer();
            if (answer instanceof NoVerdict.Failed) {
                impossible = Optional.of(answer);
                return new Verdict.Accept();
            }
            return answer;
        }
    }

    /** Asks on a kept connection if there is one, and once more on a new one if the service closes it without a word. */
    private Ruling ruling(Visit visit, List<byte[]> all) throws IOException {
        Connections kept = connections.computeIfAbsent(visit.server(), _ -> new Connections(LONGEST_IDLE));
        if (isClosed) {
            // close() has not found it if it was made meanwhile.
            kept.close();
        }
        Optional<Wire> old = kept.take();
        try {
            Wire wire = old.isPresent() ? old.get() : visit.dial(dialer);
            wire.timeouts(visit.deadline().remaining(), visit.deadline());
            return new Conversation(wire, kept, visit.heard()).about(all);
        } catch (ClosedSilently e) {
            // A service that is in trouble closes without a reply (SMTPD_POLICY_README). Postfix tries twice, too.
        }
        try {
            return new Conversation(visit.dial(dialer), kept, visit.heard()).about(all);
        } catch (ClosedSilently e) {
            throw new IOException("it closed the connection without a reply", e);
        }
    }

    /** The service closed the connection before any byte of a reply. */
    private static final class ClosedSilently extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The requests about one message on one connection. */
    private record Conversation(Wire wire, Connections kept, Heard heard) {
        Ruling about(List<byte[]> all) throws IOException, ClosedSilently {
            boolean isInStep = false;
            try {
                Ruling ruling = new Ruling();
                boolean isOpen = true;
                for (int i = 0; i < all.size() && isOpen; i++) {
                    isOpen = ruling.take(Action.parse(reply(all.get(i), ruling)));
                    hear(!ruling.refusesForNow());
                }
                isInStep = true;
                return ruling;
            } finally {
                if (isInStep) {
                    kept.keep(wire);
                } else {
                    wire.close();
                }
            }
        }

        private String reply(byte[] request, Ruling before) throws IOException, ClosedSilently {
            PolicyReply reply = new PolicyReply();
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                wire.write(request, 0, request.length);
                boolean isComplete = false;
                while (!isComplete) {
                    int count = wire.read(buffer, 0, buffer.length);
                    if (count < 0) {
                        throw new WireException(
                                WireException.Cause.CLOSED, "it closed the connection in the middle of a reply");
                    }
                    isComplete = take(reply, buffer, count, before);
                }
                return reply.action();
            } catch (WireException e) {
                if (reply.isEmpty() && e.reason() == WireException.Cause.CLOSED) {
                    throw new ClosedSilently();
                }
                throw e;
            }
        }

        /** Behind the first words the text may be a sender's, such as an explanation of SPF: what is wrong there does not count. */
        private boolean take(PolicyReply reply, byte[] buffer, int count, Ruling before) throws Exchange.WrongAnswer {
            try {
                return reply.take(buffer, 0, count);
            } catch (WrongReplyException e) {
                throw new Exchange.WrongAnswer(String.valueOf(e.getMessage()));
            } finally {
                if (reply.hasBegun()) {
                    heard.itsProtocol();
                    hear(!reply.mayRefuse() && !before.refusesForNow());
                }
            }
        }

        private void hear(boolean nothingAgainst) {
            if (nothingAgainst) {
                heard.nothingAgainst();
            } else {
                heard.mayBeAgainst();
            }
        }
    }
}
