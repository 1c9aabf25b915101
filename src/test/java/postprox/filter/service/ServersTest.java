package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Which server of a service is asked about a message, and what becomes of a server that fails. */
class ServersTest {
    private static final String A = "127.0.0.1:1";
    private static final String B = "127.0.0.1:2";
    private static final String C = "127.0.0.1:3";
    private static final Answer CLEAN = new Verdict.Accept();
    private static final Duration TIME = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private final List<Event> events = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private Examinations examinations;
    private int number;

    /** What a server does. */
    private interface Behaviour {
        Answer meet() throws IOException;
    }

    private static final Behaviour REFUSES = () -> {
        throw new NotConnected(NotConnected.Why.REFUSED, new ConnectException("Connection refused"));
    };
    private static final Behaviour BREAKS = () -> {
        throw new WireException(WireException.Cause.CLOSED, "the connection was closed");
    };
    private static final Behaviour CANNOT = () -> {
        throw new Servers.CannotExamine("no memory");
    };
    private static final Behaviour HANGS = () -> {
        throw new WireException(WireException.Cause.TIMEOUT, "timed out");
    };

    @BeforeEach
    void makeSpool() throws IOException {
        examinations = new Examinations(directory);
    }

    @AfterEach
    void removeSpool() throws IOException {
        examinations.close();
    }

    @Test
    void thePreferredServerIsAsked() throws IOException {
        assertThat(ask(servers(A, B))).isEqualTo(CLEAN);
        assertThat(asked).containsExactly(A);
    }

    @Test
    void serversThatRefuseTheConnectionArePassedOver() throws IOException {
        behaviours.put(A, REFUSES);
        behaviours.put(B, REFUSES);

        assertThat(ask(servers(A, B, C))).isEqualTo(CLEAN);
        assertThat(asked).containsExactly(A, B, C);
    }

    @Test
    void aMessageThatOneServerFailsOnIsGivenToOneOther() throws IOException {
        behaviours.put(A, BREAKS);

        assertThat(ask(servers(A, B, C))).isEqualTo(CLEAN);
        assertThat(asked).containsExactly(A, B);
    }

    @Test
    void aMessageThatTwoServersFailOnIsGivenToNoThird() throws IOException {
        behaviours.put(A, BREAKS);
        behaviours.put(B, () -> new NoVerdict.Failed("nonsense"));

        assertThat(ask(servers(A, B, C)))
                .isEqualTo(new NoVerdict.Failed(A + ": the connection was closed; " + B + ": nonsense"));
        assertThat(asked).containsExactly(A, B);
    }

    @Test
    void afterATimeoutNoOtherServerIsAsked() throws IOException {
        behaviours.put(A, HANGS);

        assertThat(ask(servers(A, B))).isEqualTo(new NoVerdict.Failed(A + ": no answer in 30.0 s"));
        assertThat(asked).containsExactly(A);
    }

    @Test
    void theTimeOfOneExaminationIsForAllServersTogether() throws IOException {
        Deadline deadline = Deadline.after(clock, TIME);
        behaviours.put(A, () -> {
            clock.advance(TIME.minusMillis(500));
            return BREAKS.meet();
        });
        SpooledMessage message = examinations.message("Message-ID: <x>\n\n");

        Answer answer = servers(A, B).ask(examinations.of(message, deadline, TIME), this::attempt);

        assertThat(answer).isEqualTo(new NoVerdict.Failed(A + ": the connection was closed"));
        assertThat(asked).containsExactly(A);
        message.close();
    }

    @Test
    void aSilentAddressLeavesTimeForTheNextServer() throws IOException {
        List<Duration> times = new ArrayList<>();
        Servers two = servers(A, B);
        SpooledMessage message = examinations.message("\n");
        two.ask(examinations.of(message, TIME), visit -> {
            times.add(visit.toConnect().remaining());
            return REFUSES.meet();
        });

        assertThat(times.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(times.get(1)).isGreaterThan(Duration.ofSeconds(5));
        message.close();
    }

    @Test
    void aServerThatFailsOnFiveMessagesIsLeftAloneAndTheLogSaysSoOnce() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, HANGS);
        for (int i = 0; i < 8; i++) {
            assertThat(ask(servers)).isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(asked).hasSize(5);
        assertThat(events)
                .containsExactly(new FilterEvent.FilterServerLost("virus", A, A + ": no answer in 30.0 s", 0));
        assertThat(((NoVerdict.Failed) ask(servers)).reason())
                .contains(A, "no answer in 30.0 s", "failed 5 times in a row", "tried again in");
    }

    @Test
    void oneMessageThatItsSenderSendsAgainAndAgainLeavesTheServerInUse() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, BREAKS);
        for (int i = 0; i < 20; i++) {
            ask(servers, "Received: by us; attempt " + i + "\nMESSAGE-id: <poison@example.org>\n\n");
        }

        assertThat(asked).hasSize(20);
        assertThat(events).isEmpty();
    }

    /** It is alive and says so at once: nobody waits for it in vain. */
    @Test
    void messagesThatAServerCannotExamineLeaveItInUse() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, CANNOT);
        for (int i = 0; i < 20; i++) {
            assertThat(ask(servers)).isEqualTo(new NoVerdict.Failed(A + ": no memory"));
        }

        assertThat(asked).hasSize(20);
        assertThat(events).isEmpty();
    }

    /** Another server could let it pass. */
    @Test
    void whatIsNotToPassIsGivenToNoOtherServerAndLeavesTheServerInUse() throws IOException {
        Servers servers = servers(A, B);
        behaviours.put(A, () -> {
            throw new Servers.NotToPass("spam, but broken");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(ask(servers)).isEqualTo(new NoVerdict.Doubtful(A + ": spam, but broken"));
        }

        assertThat(asked).hasSize(20).containsOnly(A);
        assertThat(events).isEmpty();
    }

    @Test
    void aMessageThatTwoServersCannotExamineIsGivenToNoThird() throws IOException {
        behaviours.put(A, CANNOT);
        assertThat(ask(servers(A, B))).isEqualTo(CLEAN);
        behaviours.put(B, CANNOT);
        asked.clear();

        assertThat(ask(servers(A, B, C))).isEqualTo(new NoVerdict.Failed(A + ": no memory; " + B + ": no memory"));
        assertThat(asked).containsExactly(A, B);
    }

    @Test
    void aMessageThatCannotBeExaminedLeavesTheNextTrialFree() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            ask(servers);
        }
        clock.advance(Duration.ofSeconds(10));
        behaviours.put(A, CANNOT);
        assertThat(ask(servers)).isEqualTo(new NoVerdict.Failed(A + ": no memory"));
        behaviours.put(A, () -> CLEAN);

        assertThat(ask(servers)).isEqualTo(CLEAN);
    }

    @Test
    void aMessageWithoutMessageIdIsKnownByItsEnvelope() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, BREAKS);
        for (int i = 0; i < 20; i++) {
            ask(servers, "Subject: " + i + "\n\n");
        }

        assertThat(asked).hasSize(20);
    }

    @Test
    void anAnswerEndsTheRowOfFailures() throws IOException {
        Servers servers = servers(A);
        for (int i = 0; i < 20; i++) {
            boolean answers = i % 5 == 4;
            behaviours.put(A, answers ? () -> new Verdict.Reject(Reply.of(554, "5.7.1 encrypted")) : BREAKS);
            ask(servers);
        }

        assertThat(asked).hasSize(20);
        assertThat(events).isEmpty();
    }

    @Test
    void oneMessageTriesAServerAgainAfterEverLongerPauses() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            ask(servers);
        }
        for (int pause : new int[] {10, 20, 40, 60, 60}) {
            asked.clear();
            clock.advance(Duration.ofSeconds(pause - 1));
            ask(servers);
            assertThat(asked).as("before %d s", pause).isEmpty();
            clock.advance(Duration.ofSeconds(1));
            ask(servers);
            ask(servers);
            assertThat(asked).as("after %d s", pause).containsExactly(A);
        }

        clock.advance(Duration.ofSeconds(60));
        behaviours.put(A, () -> CLEAN);
        assertThat(ask(servers)).isEqualTo(CLEAN);
        assertThat(ask(servers)).isEqualTo(CLEAN);

        assertThat(events).hasSize(2);
        assertThat(events.getLast()).isInstanceOfSatisfying(FilterEvent.FilterServerBack.class, back -> {
            assertThat(back.server()).isEqualTo(A);
            assertThat(back.lost()).isGreaterThanOrEqualTo(Duration.ofSeconds(250));
        });
    }

    @Test
    void whileAMessageTriesAServerAgainOthersDoNotWaitForIt() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            ask(servers);
        }
        clock.advance(Duration.ofSeconds(10));
        List<Answer> meanwhile = new ArrayList<>();
        behaviours.put(A, () -> {
            meanwhile.add(ask(servers));
            return CLEAN;
        });

        assertThat(ask(servers)).isEqualTo(CLEAN);
        assertThat(meanwhile).hasSize(1).allMatch(NoVerdict.Failed.class::isInstance);
    }

    @Test
    void aTrialThatSaysNothingOfTheServerLeavesTheNextOneFree() throws IOException {
        Servers servers = servers(A);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            ask(servers);
        }
        clock.advance(Duration.ofSeconds(10));
        behaviours.put(A, () -> {
            throw new SpoolException("cannot read the message", new IOException("broken disk"));
        });
        assertThatThrownBy(() -> ask(servers)).isInstanceOf(SpoolException.class);
        behaviours.put(A, () -> CLEAN);

        assertThat(ask(servers)).isEqualTo(CLEAN);
    }

    @Test
    void anErrorBeforeTheTrialLeavesTheNextOneFree() throws IOException {
        Servers servers = servers(A, B);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            ask(servers);
        }
        clock.advance(Duration.ofSeconds(10));
        behaviours.put(A, () -> CLEAN);
        boolean[] fails = {false};
        Ticker failing = () -> {
            if (fails[0]) {
                throw new OutOfMemoryError("Java heap space");
            }
            return clock.nanos();
        };
        try (SpooledMessage message = examinations.message("\n")) {
            Examination examination = examinations.of(message, Deadline.after(failing, TIME.multipliedBy(2)), TIME);
            fails[0] = true;
            assertThatThrownBy(() -> servers.ask(examination, this::attempt)).isInstanceOf(OutOfMemoryError.class);
        }
        asked.clear();
        assertThat(ask(servers)).isEqualTo(CLEAN);
        assertThat(asked).containsExactly(A);
    }

    @Test
    void theLogSaysHowManyServersAreLeft() throws IOException {
        Servers servers = servers(A, B);
        behaviours.put(A, REFUSES);
        for (int i = 0; i < 9; i++) {
            ask(servers);
        }

        assertThat(asked).filteredOn(A::equals).hasSize(5);
        assertThat(asked).filteredOn(B::equals).hasSize(9);
        assertThat(events).containsExactly(new FilterEvent.FilterServerLost("virus", A, A + ": Connection refused", 1));
    }

    @Test
    void ourOwnWantOfDescriptorsIsNoFailureOfTheServer() throws IOException {
        Servers servers = servers(A, B);
        behaviours.put(A, () -> {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, new IOException("Too many open files"));
        });
        for (int i = 0; i < 9; i++) {
            assertThat(ask(servers))
                    .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + A + ": Too many open files"));
        }

        assertThat(asked).containsOnly(A);
        assertThat(events).isEmpty();
    }

    private Servers servers(String... places) {
        return new Servers(
                "virus",
                List.of(places).stream()
                        .map(place -> Endpoint.parseService(place, 0))
                        .toList(),
                events::add,
                clock);
    }

    private Answer ask(Servers servers) throws SpoolException {
        number++;
        return ask(servers, "Message-ID: <" + number + "@example.org>\n\n");
    }

    private Answer ask(Servers servers, String text) throws SpoolException {
        try (SpooledMessage message = examinations.message(text)) {
            return servers.ask(examinations.of(message, TIME), this::attempt);
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Answer attempt(Visit visit) throws IOException {
        asked.add(visit.server().toString());
        return behaviours.getOrDefault(visit.server().toString(), () -> CLEAN).meet();
    }
}
