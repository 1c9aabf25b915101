package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.service.ServersLab.A;
import static postprox.filter.service.ServersLab.B;
import static postprox.filter.service.ServersLab.C;
import static postprox.filter.service.ServersLab.CLEAN;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.FilterEvent;
import postprox.filter.NoVerdict;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.WireException;
import postprox.testkit.PortionedWire;

/** What was heard of a server before its answer failed tells what the failure means, for the message and for the server. */
class HeardTest {
    @AutoClose
    private final ServersLab lab;

    private final Servers servers;

    HeardTest(@TempDir Path directory) throws IOException {
        lab = new ServersLab(directory);
        servers = lab.servers(A, B, C);
    }

    /** What is wrong with its answer may be the message's doing. Before it has spoken its protocol, it is no such server. */
    @Test
    void whatIsWrongWithAnAnswerCountsOnlyBeforeTheServerHasSpokenItsProtocol() throws IOException {
        lab.behave(A, visit -> {
            visit.heard().itsProtocol();
            throw new Exchange.WrongAnswer("nonsense");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        }
        assertThat(lab.events).isEmpty();
        lab.behave(A, _ -> {
            throw new Exchange.WrongAnswer("nonsense");
        });
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        }

        assertThat(lab.events).containsExactly(new FilterEvent.FilterServerLost("virus", A, A + ": nonsense", 2));
    }

    @Test
    void behindWordsAgainstTheMessageItNeverPassesWhateverHappens() throws IOException {
        for (IOException failure : List.of(
                closed(),
                timedOut(),
                new Servers.CannotExamine("no memory"),
                new Exchange.WrongAnswer("nonsense"),
                new IOException("broken"))) {
            lab.behave(A, visit -> {
                visit.heard().against("it was against it");
                throw failure;
            });
            assertThat(lab.ask(servers))
                    .isInstanceOfSatisfying(
                            NoVerdict.Doubtful.class,
                            doubtful ->
                                    assertThat(doubtful.reason()).startsWith(A + ": it was against it, and then: "));
        }

        assertThat(lab.asked).containsOnly(A);
    }

    /** A server whose answers are always broken must not hold up all mail beside one that is well. */
    @Test
    void behindWordsThatMayBeAgainstItAnotherServerIsAsked() throws IOException {
        for (IOException failure : List.of(
                closed(),
                new Servers.CannotExamine("no memory"),
                new Exchange.WrongAnswer("nonsense"),
                new IOException("broken"))) {
            lab.behave(A, mayBeAgainstAndThen(failure));

            assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        }
        assertThat(lab.asked).containsExactly(A, B, A, B, A, B, A, B);
    }

    @Test
    void behindWordsThatMayBeAgainstItItNeverPassesIfNoOtherServerAnswers() throws IOException {
        lab.behave(A, mayBeAgainstAndThen(new Servers.CannotExamine("no memory")));
        assertThat(lab.ask(lab.servers(A))).isEqualTo(new NoVerdict.Doubtful(A + ": no memory"));
        lab.behave(C, failing(refused()));
        for (IOException failure : List.of(
                closed(), timedOut(), refused(), new Servers.CannotExamine("no memory"), new Servers.Full("no room"))) {
            lab.behave(B, failing(failure));

            assertThat(lab.ask(lab.servers(A, B, C))).isInstanceOf(NoVerdict.Doubtful.class);
        }
        lab.behave(B, _ -> new NoVerdict.Failed("nonsense"));
        assertThat(lab.ask(lab.servers(A, B, C)))
                .isEqualTo(new NoVerdict.Doubtful(A + ": no memory; " + B + ": nonsense"));
    }

    @Test
    void aServerThatMayBeAgainstAMessageHasSeenIt() throws IOException {
        lab.behave(A, mayBeAgainstAndThen(closed()));
        lab.behave(B, failing(closed()));

        assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Doubtful.class);
        assertThat(lab.asked).containsExactly(A, B);
    }

    /** The first server may be at work on it still. */
    @Test
    void afterATimeOutNoOtherServerIsAskedWhateverWasHeard() throws IOException {
        lab.behave(A, mayBeAgainstAndThen(timedOut()));

        assertThat(lab.ask(servers)).isEqualTo(new NoVerdict.Doubtful(A + ": no answer in 30.0 s"));
        assertThat(lab.asked).containsExactly(A);
    }

    /** A server that has spoken its protocol may be another one when it is asked again. */
    @Test
    void whatWasHeardOfAProtocolHoldsForOneConnection() throws IOException {
        lab.behave(A, visit -> {
            visit.heard().itsProtocol();
            Exchange again = new Exchange(PortionedWire.of("nonsense\n"), visit.heard());
            throw new Exchange.WrongAnswer(again.line(1000));
        });
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        }

        assertThat(lab.events).hasSize(1);
    }

    @Test
    void wordsAgainstAMessageHoldForAllConnectionsOfAnAttempt() throws IOException {
        lab.behave(A, visit -> {
            visit.heard().against("it was against it");
            Exchange again = new Exchange(PortionedWire.of("nonsense\n"), visit.heard());
            throw new Exchange.WrongAnswer(again.line(1000));
        });

        assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    @Test
    void wordsThatHaveNoConsequenceAreNone() throws IOException {
        lab.behave(A, visit -> {
            visit.heard().against("it was against it");
            visit.heard().nothingAgainst();
            throw new Servers.CannotExamine("no memory");
        });

        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
    }

    /** A sender may have brought about the close. After a time-out the next message would wait as long. */
    @Test
    void behindWordsAgainstMessagesOnlyATimeOutCounts() throws IOException {
        lab.behave(A, visit -> {
            visit.heard().against("it was against it");
            throw closed();
        });
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Doubtful.class);
        }
        assertThat(lab.events).isEmpty();
        lab.behave(A, visit -> {
            visit.heard().against("it was against it");
            throw timedOut();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Doubtful.class);
        }

        assertThat(lab.events).hasSize(1);
    }

    @Test
    void aServerWithoutRoomIsPassedOverAndWaitedForOnlyIfNoOtherAnswers() throws IOException {
        lab.behave(A, _ -> {
            throw new Servers.Full("no room");
        });
        lab.behave(B, _ -> {
            throw refused();
        });
        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        assertThat(lab.asked).containsExactly(A, B, C);
        lab.behave(C, _ -> {
            throw refused();
        });
        lab.asked.clear();

        assertThat(lab.ask(servers))
                .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + A + ": no room"));
        assertThat(lab.asked).containsExactly(A, B, C, A + " waiting");
        lab.behave(A, visit -> {
            if (visit.mayWait()) {
                return CLEAN;
            }
            throw new Servers.Full("no room");
        });
        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        assertThat(lab.events).isEmpty();
    }

    /** A client that takes all room, and a message that breaks servers, must not have that message pass. */
    @Test
    void aMessageThatTwoServersFailOnDoesNotWaitForTheOneWithoutRoom() throws IOException {
        lab.behave(A, _ -> {
            throw new Servers.Full("no room");
        });
        lab.behave(B, _ -> {
            throw new Servers.CannotExamine("no memory");
        });
        lab.behave(C, _ -> {
            throw closed();
        });

        assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Postponed.class);
        assertThat(lab.asked).containsExactly(A, B, C);
    }

    /** A client that takes all room at the first server must not have its message pass because the second one is silent. */
    @Test
    void behindAServerWithoutRoomATimeOutLetsNothingPass() throws IOException {
        lab.behave(A, failing(new Servers.Full("no room")));
        lab.behave(B, failing(timedOut()));

        assertThat(lab.ask(servers))
                .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + A + ": no room"));
        assertThat(lab.asked).containsExactly(A, B);
    }

    @Test
    void whileAnotherServerIsWithoutRoomTheFailureOfTheOneThatWasWaitedForLetsNothingPass() throws IOException {
        lab.behave(A, visit -> {
            throw visit.mayWait() ? closed() : new Servers.Full("no room");
        });
        lab.behave(B, failing(new Servers.Full("no room")));

        assertThat(lab.ask(lab.servers(A, B)))
                .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + B + ": no room"));
    }

    private static Servers.Attempt failing(IOException failure) {
        return _ -> {
            throw failure;
        };
    }

    private static Servers.Attempt mayBeAgainstAndThen(IOException failure) {
        return visit -> {
            visit.heard().mayBeAgainst();
            throw failure;
        };
    }

    private static IOException closed() {
        return new WireException(WireException.Cause.CLOSED, "the connection was closed");
    }

    private static IOException timedOut() {
        return new WireException(WireException.Cause.TIMEOUT, "timed out");
    }

    private static IOException refused() {
        return new NotConnected(NotConnected.Why.REFUSED, new ConnectException("Connection refused"));
    }
}
