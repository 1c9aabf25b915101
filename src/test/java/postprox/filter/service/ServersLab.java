package postprox.filter.service;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;

/** Servers at three places that do what a test has them do. One that was told nothing finds messages clean. */
final class ServersLab implements AutoCloseable {
    static final String A = "127.0.0.1:1";
    static final String B = "127.0.0.1:2";
    static final String C = "127.0.0.1:3";
    static final Answer CLEAN = new Verdict.Accept();

    private static final Duration TIME = Duration.ofSeconds(30);

    final List<Event> events = new ArrayList<>();

    /** The places that were asked, with {@code waiting} behind one where the message might wait. */
    final List<String> asked = new ArrayList<>();

    private final Map<String, Servers.Attempt> behaviours = new HashMap<>();
    private final Examinations examinations;
    private final Servers servers;
    private int number;

    ServersLab(Path directory) throws IOException {
        examinations = new Examinations(directory);
        servers = new Servers(
                "virus",
                Stream.of(A, B, C).map(place -> Endpoint.parseService(place, 0)).toList(),
                events::add,
                new TestClock());
    }

    void behave(String place, Servers.Attempt behaviour) {
        behaviours.put(place, behaviour);
    }

    /** Asks about another message each time. */
    Answer ask() {
        number++;
        try (SpooledMessage message = examinations.message("Message-ID: <" + number + "@example.org>\n\n")) {
            return servers.ask(examinations.of(message, TIME), visit -> {
                String place = visit.server().toString();
                asked.add(visit.mayWait() ? place + " waiting" : place);
                return behaviours.getOrDefault(place, _ -> CLEAN).at(visit);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        examinations.close();
    }
}
