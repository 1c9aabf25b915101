package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.FilterFailed.Failure;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.ProcessEvent;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;
import postprox.event.SessionEvent.Dialogue.Direction;
import postprox.event.Speaker;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;

/** The lines of the log, word for word: administrators have programs that read them. */
class MailLogTest {
    private static final Handled MESSAGE = new Handled(
            new Envelope(
                    "s3ss10n",
                    "a@example.org",
                    List.of("b@example.com", "c@example.com"),
                    "mail.example.org",
                    Map.of(Attribute.ADDR, "192.0.2.7")),
            2113,
            new Phases(Duration.ofMillis(5), Duration.ofMillis(21), Duration.ofMillis(30)),
            "",
            List.of());

    private static final Handled UNKNOWN =
            new Handled(new Envelope("s3ss10n", "", List.of(), "", Map.of()), 0, Phases.NONE, "", List.of());

    private static final Reply OK = Reply.of(250, "ok");

    @Test
    void noWordsOfAFilterLookLikeAnothersNote() {
        Handled message = new Handled(
                new Envelope("s1", "", List.of(), "", Map.of()),
                0,
                Phases.NONE,
                "",
                List.of(
                        new FilterNote(
                                "virus", FilterNote.Said.REJECT, true, Duration.ofMillis(12), "x),spam:pass 0.1s (y"),
                        new FilterNote("spam", FilterNote.Said.NOT_RUN, false, Duration.ZERO, "")));
        assertThat(lines(1, log -> log.publish(new MessageEvent.MessageAccepted(message, FilterResult.PASSED, OK))))
                .singleElement()
                .asString()
                .endsWith(
                        "; filters=virus:would-reject 0.012s (x],spam:pass 0.1s [y),spam:not-run 0.000s; filter=0.000s;"
                                + " session=s1");
    }

    /** The original's description of a message, unknown values included. */
    private static final String DESCRIPTION = "host=192.0.2.7 (mail.example.org), from=a@example.org,"
            + " to=b@example.com,c@example.com, rcpts=2, size=2113";

    @Test
    void acceptedMessageHasTheOriginalsLineAndAtItsEndOurFields() {
        assertThat(lines(
                        1,
                        log -> log.publish(new MessageEvent.MessageAccepted(
                                MESSAGE, FilterResult.PASSED, Reply.of(250, "2.0.0 Ok: queued as 4ABC")))))
                .containsExactly("INFO accept: " + DESCRIPTION
                        + ": filter passed; reply=250 2.0.0 Ok: queued as 4ABC; filter=0.021s; session=s3ss10n");
    }

    @Test
    void whatIsNotKnownIsThreeQuestionMarks() {
        assertThat(lines(1, log -> log.publish(new MessageEvent.MessageAccepted(UNKNOWN, FilterResult.FAILED, OK))))
                .containsExactly("INFO accept: host=??? (???), from=???, to=???, rcpts=0, size=0: filter failed;"
                        + " reply=250 ok; filter=0.000s; session=s3ss10n");
    }

    @Test
    void whatAFilterSaidThatAcceptedIsInTheMessagesLine() {
        Handled message = new Handled(
                new Envelope("s1", "", List.of(), "", Map.of()), 0, Phases.NONE, "gpg: no public key\u009b", List.of());
        assertThat(lines(1, log -> log.publish(new MessageEvent.MessageAccepted(message, FilterResult.PASSED, OK))))
                .singleElement()
                .asString()
                .endsWith(": filter passed; reply=250 ok; said=gpg: no public key?; filter=0.000s; session=s1");
    }

    @Test
    void rejectedMessageSaysTheReplyAndWhoseWordsTheyAre() {
        assertThat(lines(
                        1,
                        log -> log.publish(
                                new MessageEvent.MessageRefused(MESSAGE, Reply.of(550, "5.7.1 no"), Speaker.FILTER))))
                .containsExactly(
                        "INFO reject: " + DESCRIPTION + ": 550 5.7.1 no; by=filter; filter=0.021s; session=s3ss10n");
    }

    @Test
    void messageThatTheClientBrokeOffIsToldApart() {
        assertThat(lines(1, log -> log.publish(new MessageEvent.MessageAborted(MESSAGE, Abort.NO_FINAL_DOT))))
                .containsExactly(
                        "INFO abort: " + DESCRIPTION
                                + ": content ended without its final dot; nothing was passed on; filter=0.021s; session=s3ss10n");
    }

    @Test
    void warningsAndErrorsNeedNoVerbosity() {
        assertThat(lines(0, log -> {
                    log.publish(new MessageEvent.FilterFailed(
                            MESSAGE, "", Failure.FAILED, "exit status 3: oops", Disposition.PASSED_UNFILTERED));
                    log.publish(new SessionEvent.SpoolTrouble("s1", "no space"));
                    log.publish(new ProcessEvent.SessionsCutOff(3));
                    log.publish(new MessageEvent.OutcomeUnknown(MESSAGE, "the connection was closed"));
                    log.publish(new SessionEvent.Mistake("s1", new IllegalStateException("odd")));
                    log.publish(new ProcessEvent.Stopped(ProcessEvent.Mode.LISTENING));
                }))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "WARNING warning: filter failed: exit status 3: oops; the message passed unfiltered"
                                                + " (option -r prevents this): " + DESCRIPTION
                                                + "; filter=0.021s; session=s3ss10n"),
                        line -> assertThat(line).isEqualTo("WARNING warning: no space; session=s1"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "WARNING warning: stopping with 3 sessions cut off; their clients still have their messages"),
                        line -> assertThat(line)
                                .isEqualTo("WARNING warning: outcome unknown: " + DESCRIPTION
                                        + ": no reply to the final dot (the connection was closed); the client was told 451,"
                                        + " so the message may arrive twice; filter=0.021s; session=s3ss10n"),
                        line -> assertThat(line)
                                .startsWith(
                                        "ERROR error: unexpected java.lang.IllegalStateException: odd < postprox.log.")
                                .endsWith("; session=s1"),
                        line -> assertThat(line).isEqualTo("INFO stopped"));
    }

    @Test
    void eachVAddsWhatTheManualSays() {
        Consumer<MailLog> everything = log -> {
            log.publish(new MessageEvent.MessageAccepted(MESSAGE, FilterResult.PASSED, OK));
            log.publish(new SessionEvent.SessionStarted("s1", "192.0.2.7:4321", Optional.empty()));
            log.publish(new SessionEvent.SessionEnded("s1", "192.0.2.7:4321", SessionEnd.QUIT, 2));
            log.publish(new SessionEvent.Dialogue("s1", Direction.FROM_CLIENT, "NOOP"));
        };
        assertThat(lines(0, everything)).isEmpty();
        assertThat(lines(1, everything)).hasSize(1);
        assertThat(lines(2, everything))
                .hasSize(3)
                .contains(
                        "INFO connect: client=192.0.2.7:4321; session=s1",
                        "INFO disconnect: client=192.0.2.7:4321, messages=2, reason=quit; session=s1");
        assertThat(lines(3, everything)).hasSize(4).contains("DEBUG s1 client> NOOP");
    }

    @Test
    void wordsOfAReplyStayAsTheyAre() {
        assertThat(lines(
                        1,
                        log -> log.publish(new MessageEvent.MessageRefused(
                                MESSAGE, Reply.of(550, "no; see https://example.org/?a=b;c=d"), Speaker.FILTER))))
                .singleElement()
                .asString()
                .contains(": 550 no; see https://example.org/?a=b;c=d; by=filter; ");
    }

    @Test
    void nobodyPreparesADialogueThatIsNotWritten() {
        assertThat(new MailLog(new Recorder(), 2).wantsDialogue()).isFalse();
        assertThat(new MailLog(new Recorder(), 3).wantsDialogue()).isTrue();
    }

    private static List<String> lines(int verbosity, Consumer<MailLog> events) {
        Recorder sink = new Recorder();
        events.accept(new MailLog(sink, verbosity));
        return sink.lines;
    }
}
