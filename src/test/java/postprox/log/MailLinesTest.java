package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.testkit.EventSamples;

/** The line of each event, word for word. */
class MailLinesTest {
    private static final String MESSAGE = "host=192.0.2.7 (mail.example.org), from=a@example.org,"
            + " to=b@example.com,c@example.com, rcpts=2, size=2113";
    private static final String TRAILER = "; said=gpg: no public key; filter=0.021s; session=s3ss10n";

    private static final List<String> LINES = List.of(
            "accept: " + MESSAGE + ": filter passed, message changed; reply=250 2.0.0 Ok: queued as 4ABC" + TRAILER,
            "reject: " + MESSAGE + ": 550 5.7.1 no; by=filter" + TRAILER,
            "abort: " + MESSAGE + ": content did not come in time; nothing was passed on" + TRAILER,
            "warning: filter failed: exit status 3: oops; the message passed unfiltered (option -r prevents this): "
                    + MESSAGE + TRAILER,
            "warning: outcome unknown: " + MESSAGE + ": no reply to the final dot (the connection was closed);"
                    + " the client was told 451, so the message may arrive twice" + TRAILER,
            "connect: client=192.0.2.7:4321; session=s3ss10n",
            "disconnect: client=192.0.2.7:4321, messages=2, reason=the client closed the connection; session=s3ss10n",
            "warning: limit reached: a message is larger than the next hop takes, by the SIZE in its reply to EHLO;"
                    + " client=192.0.2.7:4321; session=s3ss10n",
            "warning: next hop lost at MAIL: the connection was closed; the session ends: the next hop was lost more"
                    + " often than it may be opened again; session=s3ss10n",
            "error: mail goes round: the next hop leads back to postprox itself; session=s3ss10n",
            "warning: the message's deadline was over before the next hop had all of it (--deadline): timed out;"
                    + " session=s3ss10n",
            "warning: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place;"
                    + " session=s3ss10n",
            "warning: the filter opened OUTFILE; session=s3ss10n",
            "warning: cannot write to /tmp: No space left on device; session=s3ss10n",
            "error: unexpected java.lang.IllegalStateException: odd <...>; session=s3ss10n",
            "s3ss10n client> NOOP",
            "listening on 127.0.0.1:10025, next hop 127.0.0.1:10026, filter: spamc -c",
            "resident process stopped",
            "no session for 100 s: the resident process ends, and the next connection starts another",
            "warning: stopping with 3 sessions cut off; their clients still have their messages",
            "warning: sessions turned away: 500; 1 are open, as many as --sessions allows",
            "warning: cannot accept connections, trying again: 2; Too many open files",
            "warning: refused to serve sessions: 1; another namespace",
            "warning: cannot start a thread: unable to create native thread",
            "warning: removed 4 files that killed processes left in /tmp, and killed what was left of their filters:"
                    + " 1 processes",
            "warning: cannot remove /tmp/x: Permission denied",
            "warning: no address is known for the next hop mx.example.org:25; until one is, clients are told 421",
            "SIGHUP: the log goes on in /var/log/postprox.json",
            "SIGHUP: there is no configuration file to read again and no log file to begin anew; nothing has changed",
            "configuration read again from /etc/postprox.conf: command deadline",
            "warning: new values in /etc/postprox.conf wait for a restart: listen",
            "warning: the configuration was not read again, all is as before: /etc/postprox.conf:3: there is no setting"
                    + " 'x'",
            "warning: 7 log lines were lost: cannot write the log /var/log/x: permission denied",
            "error: unexpected java.lang.IllegalStateException: odd <...>; session=none");

    private static Stream<Arguments> events() {
        List<Event> events = EventSamples.all();
        return IntStream.range(0, events.size()).mapToObj(i -> Arguments.of(events.get(i), LINES.get(i)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventHasItsLine(Event event, String line) {
        List<String> lines = new ArrayList<>();
        new MailLog(
                        new LogSink() {
                            @Override
                            public void write(Severity severity, String written) {
                                lines.add(written);
                                assertThat(written.startsWith("warning: ")).isEqualTo(severity == Severity.WARNING);
                                assertThat(written.startsWith("error: ")).isEqualTo(severity == Severity.ERROR);
                            }

                            @Override
                            public void close() {}
                        },
                        3)
                .publish(event);
        // Where a mistake came from is another line number after each change.
        assertThat(lines.stream().map(written -> written.replaceFirst(" < .*; session=", " <...>; session=")))
                .containsExactly(line);
    }

    @Test
    void linesThatALogLostWithoutAFailureWereTooMany() {
        assertThat(ProcessLines.of(new Event.LinesLost(7, Optional.empty())))
                .isEqualTo("warning: 7 log lines were lost: the log did not keep up");
    }

    @Test
    void aPidFileThatRemainsIsNamedWithTheReason() {
        assertThat(ProcessLines.of(
                        new CleanUpTrouble(CleanUpTrouble.Remains.PID_FILE, "/run/x.pid", "permission denied")))
                .isEqualTo("warning: cannot remove /run/x.pid: permission denied");
    }

    @Test
    void everyEventIsInTheTable() {
        assertThat(LINES).hasSameSizeAs(EventSamples.all());
        assertThat(EventSamples.all().stream().<Class<?>>map(Event::getClass))
                .containsExactlyInAnyOrderElementsOf(EventSamples.kinds());
    }
}
