package postprox.filter.service;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import postprox.event.Event;
import postprox.filter.Answer;
import postprox.filter.Verdict;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;

/** Servers that do what a test says, and messages for them. Without a word they find a message clean. */
final class ServersLab implements AutoCloseable {
    static final String A = "127.0.0.1:1";
    static final String B = "127.0.0.1:2";
    static final String C = "127.0.0.1:3";
    static final Answer CLEAN = new Verdict.Accept();
    static final Duration TIME = Duration.ofSeconds(30);

    static final Behaviour REFUSES = () -> {
        throw new NotConnected(NotConnected.Why.REFUSED, new ConnectException("Connection refused"));
    };
    static final Behaviour BREAKS = () -> {
        throw new WireException(WireException.Cause.CLOSED, "the connection was closed");
    };
    static final Behaviour CANNOT = () -> {
        throw new Servers.CannotExamine("no memory");
    };
    static final Behaviour HANGS = () -> {
        throw new WireException(WireException.Cause.TIMEOUT, "timed out");
    };

    final TestClock clock = new TestClock();
    final List<Event> events = new ArrayList<>();

    /** The servers that were asked so far, with {@code waiting} behind one where the message might wait. */
    final List<String> asked = new ArrayList<>();

    final Examinations examinations;
    private final Map<String, Servers.Attempt> behaviours = new HashMap<>();
    private int number;

    /** What a server does. */
    interface Behaviour {
        Answer meet() throws IOException;
    }

    ServersLab(Path directory) throws IOException {
        examinations = new Examinations(directory);
    }

    void behave(String server, Behaviour behaviour) {
        behave(server, _ -> behaviour.meet());
    }

    void behave(String server, Servers.Attempt behaviour) {
        behaviours.put(server, behaviour);
    }

    Servers servers(String... places) {
        return new Servers(
                "virus",
                Stream.of(places).map(place -> Endpoint.parseService(place, 0)).toList(),
                events::add,
                clock);
    }

    /** Asks about a message that is like no other. */
    Answer ask(Servers servers) throws SpoolException {
        number++;
        return ask(servers, "Message-ID: <" + number + "@example.org>\n\n");
    }

    Answer ask(Servers servers, String text) throws SpoolException {
        try (SpooledMessage message = examinations.message(text)) {
            return servers.ask(examinations.of(message, TIME), this::attempt);
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Answer attempt(Visit visit) throws IOException {
        String server = visit.server().toString();
        asked.add(visit.mayWait() ? server + " waiting" : server);
        return behaviours.getOrDefault(server, _ -> CLEAN).at(visit);
    }

    @Override
    public void close() throws IOException {
        examinations.close();
    }
}
