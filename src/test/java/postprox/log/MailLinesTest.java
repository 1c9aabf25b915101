package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.StartWarning;
import postprox.event.QuarantineEvent;
import postprox.testkit.EventSamples;

/** The line of each event, word for word. */
class MailLinesTest {
    private static final String MESSAGE = "host=192.0.2.7 (mail.example.org), from=a@example.org,"
            + " to=b@example.com,c@example.com, rcpts=2, size=2113";
    private static final String KEPT =
            "id=0123456789ab, from=a@example.org, to=b@example.com,c@example.com, rcpts=2, size=2113";
    private static final String TRAILER =
            "; said=gpg: no public key; filters=virus:would-pass 0.012s (clean); filter=0.021s; session=s3ss10n";

    /**
     * A line, and how often it needs {@code -v}.
     *
     * @param verbosity the least verbosity with which the line is written
     */
    record Row(int verbosity, String line) {}

    private static final List<Row> LINES = List.of(
            new Row(
                    1,
                    "accept: " + MESSAGE + ": filter passed, message changed; reply=250 2.0.0 Ok: queued as 4ABC"
                            + TRAILER),
            new Row(1, "reject: " + MESSAGE + ": 550 5.7.1 no; by=filter" + TRAILER),
            new Row(
                    0,
                    "quarantine: " + MESSAGE + ": id=0123456789ab; by=filter virus (Eicar found);"
                            + " reply=250 2.0.0 Ok: taken as 0123456789ab" + TRAILER),
            new Row(
                    0,
                    "discard: " + MESSAGE + ": by=filter virus (Eicar found); reply=250 2.0.0 Ok: taken as s3ss10n"
                            + TRAILER),
            new Row(
                    0,
                    "error: the quarantine cannot keep a message, which was refused for now: /var/spool/q: No space left on"
                            + " device; session=s3ss10n"),
            new Row(
                    0,
                    "warning: quarantine /var/spool/q: removed 2 messages that were kept aside before 2026-10-31, removed 1"
                            + " messages that killed processes had not finished, which no client has a reply to, 1 messages"
                            + " lack one of their two files (postprox quarantine list)"),
            new Row(
                    0,
                    "warning: release: " + KEPT
                            + ": next-hop=127.0.0.1:10026; reply=250 2.0.0 Ok: queued as 4ABC; it is in"
                            + " the quarantine still: Read-only file system; login=1000; session=s3ss10n"),
            new Row(
                    0,
                    "warning: not released: " + KEPT
                            + ": next-hop=127.0.0.1:10026; reason=RCPT TO:<b@example.com> got: 550"
                            + " 5.1.1 no; login=1000; session=s3ss10n"),
            new Row(0, "delete: " + KEPT + "; login=1000; session=s3ss10n"),
            new Row(1, "abort: " + MESSAGE + ": content did not come in time; nothing was passed on" + TRAILER),
            new Row(
                    0,
                    "warning: filter failed: virus: exit status 3: oops; the message passed without it (on-failure=tempfail prevents this): "
                            + MESSAGE + TRAILER),
            new Row(
                    0,
                    "warning: outcome unknown: " + MESSAGE + ": no reply to the final dot (the connection was closed);"
                            + " the client was told 451, so the message may arrive twice" + TRAILER),
            new Row(
                    2,
                    "connect: client=192.0.2.7:4321, balancer=192.0.2.1:40000, unique-id=C0000201:1F90; session=s3ss10n"),
            new Row(
                    2,
                    "disconnect: client=192.0.2.7:4321, messages=2, reason=the client closed the connection; session=s3ss10n"),
            new Row(
                    0,
                    "warning: limit reached: a message is larger than the next hop takes, by the SIZE in its reply to EHLO;"
                            + " client=192.0.2.7:4321; session=s3ss10n"),
            new Row(
                    0,
                    "warning: next hop lost at MAIL: the connection was closed; the session ends: the next hop was lost more"
                            + " often than it may be opened again; session=s3ss10n"),
            new Row(0, "error: mail goes round: the next hop leads back to postprox itself; session=s3ss10n"),
            new Row(
                    0,
                    "warning: the message's deadline was over before the next hop had all of it (--deadline): timed out;"
                            + " session=s3ss10n"),
            new Row(
                    0,
                    "warning: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place;"
                            + " session=s3ss10n"),
            new Row(
                    0,
                    "warning: the filter opened OUTFILE and left it empty, so that the mes"
                            + "sage passes as it came; did a command of it fail?; session=s3ss10n"),
            new Row(
                    0,
                    "warning: a filter shut /tmp/x (chmod), where messages are kept: it is open again; session=s3ss10n"),
            new Row(0, "warning: cannot write to /tmp: No space left on device; session=s3ss10n"),
            new Row(0, "error: unexpected java.lang.IllegalStateException: odd <...>; session=s3ss10n"),
            new Row(3, "s3ss10n client> NOOP"),
            new Row(0, "listening on 127.0.0.1:10025, next hop 127.0.0.1:10026, filter: spamc -c"),
            new Row(0, "handed over to process 4802 (1.0.1); finishing the sessions in hand"),
            new Row(0, "took over from process 4711 (1.0.0)"),
            new Row(
                    0,
                    "warning: not handed over, all is as before: the new process did not start: postprox: no library"),
            new Row(0, "warning: process 4802, which took over, has ended: nobody accepts new clients"),
            new Row(0, "resident process stopped"),
            new Row(0, "filter spam since the start: pass 90, would-reject 10"),
            new Row(0, "no session for 100 s: the resident process ends, and the next connection starts another"),
            new Row(0, "warning: stopping with 3 sessions cut off; their clients still have their messages"),
            new Row(0, "warning: sessions turned away: 500; 1 are open, as many as --sessions allows"),
            new Row(0, "warning: connections refused: 70; 192.0.2.9:4711 is not in --proxy-protocol"),
            new Row(0, "warning: cannot accept connections, trying again: 2; Too many open files"),
            new Row(0, "the page for administrators (--admin) answers at 127.0.0.1:10080"),
            new Row(
                    0,
                    "warning: cannot open the agent for HAProxy (--agent) at 127.0.0.1:10081, trying again each second:"
                            + " Address already in use"),
            new Row(0, "warning: refused to serve sessions: 1; another namespace"),
            new Row(
                    0,
                    "error: filter virus: a server is left alone for a while, and none is left: 127.0.0.1:3310: Connection"
                            + " refused"),
            new Row(
                    0,
                    "warning: filter hooks: the registration at https://scan.example.org/v1/register cannot be renewed; it is"
                            + " used until it ends: Connection refused"),
            new Row(0, "filter hooks: the registration at https://scan.example.org/v1/register is renewed again"),
            new Row(
                    0,
                    "warning: filter spam: the worker ended: exit status 1; the next start is in 4 s at the earliest"),
            new Row(0, "filter spam says: rules loaded"),
            new Row(0, "warning: filter spam says more than the log takes: 4711 lines were left out"),
            new Row(0, "filter virus: 127.0.0.1:3310 is in use again after 70 s"),
            new Row(0, "warning: cannot start a thread: unable to create native thread"),
            new Row(
                    0,
                    "warning: removed 4 files that killed processes left in /tmp, and killed what was left of their filters:"
                            + " 1 processes"),
            new Row(0, "warning: cannot remove /tmp/x: Permission denied"),
            new Row(0, "warning: next hop is down: 10.0.0.2:10026: Connection refused"),
            new Row(0, "next hop is back: 10.0.0.2:10026, after 35 s"),
            new Row(
                    0,
                    "warning: --filter: filter spam: the command was not found: /opt/scan; correct the path, or install the"
                            + " program; until then messages pass without this filter"),
            new Row(0, "SIGHUP: the log goes on in /var/log/postprox.json"),
            new Row(
                    0,
                    "SIGHUP: there is no configuration file to read again and no log file to begin anew; nothing has changed"),
            new Row(
                    0,
                    "configuration read again from /etc/postprox.conf: command deadline; new filters: spam virus; changed"
                            + " filters: policy; filters that are gone: old"),
            new Row(0, "warning: new values in /etc/postprox.conf wait for a restart: listen"),
            new Row(
                    0,
                    "warning: the configuration was not read again, all is as before: /etc/postprox.conf:3: there is no setting"
                            + " 'x'"),
            new Row(0, "warning: 7 log lines were lost: cannot write the log /var/log/x: permission denied"),
            new Row(
                    0,
                    "warning: java filter threw an exception: spam: java.lang.IllegalStateException: odd < a.B.c(B.java:3)"),
            new Row(0, "error: unexpected java.lang.IllegalStateException: odd <...>; session=none"));

    private static Stream<Arguments> events() {
        List<Event> events = EventSamples.all();
        return IntStream.range(0, events.size()).mapToObj(i -> Arguments.of(events.get(i), LINES.get(i)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventHasItsLine(Event event, Row row) {
        // Where a mistake came from is another line number after each change.
        assertThat(lines(event, 3).map(written -> written.replaceFirst(" < .*; session=", " <...>; session=")))
                .containsExactly(row.line());
    }

    @ParameterizedTest
    @MethodSource("events")
    void lineIsWrittenFromItsVerbosityOn(Event event, Row row) {
        for (int verbosity = 0; verbosity <= 3; verbosity++) {
            assertThat(lines(event, verbosity))
                    .as("-v %d times", verbosity)
                    .hasSize(verbosity >= row.verbosity() ? 1 : 0);
        }
    }

    private static Stream<String> lines(Event event, int verbosity) {
        List<String> lines = new ArrayList<>();
        LogSink sink = new LogSink() {
            @Override
            public boolean write(Severity severity, Supplier<String> line) {
                String written = line.get();
                lines.add(written);
                assertThat(written.startsWith("warning: ")).isEqualTo(severity == Severity.WARNING);
                assertThat(written.startsWith("error: ")).isEqualTo(severity == Severity.ERROR);
                return true;
            }

            @Override
            public void close() {}
        };
        new MailLog(sink, verbosity).publish(event);
        return lines.stream();
    }

    @Test
    void ofAMessageThatIsNotWholeItSaysWhatIsKnown() {
        assertThat(lines(
                        new QuarantineEvent.MessageDeleted(
                                new QuarantineEvent.Subject("0123456789ab", Optional.empty(), 0, Optional.empty())),
                        0))
                .containsExactly("delete: id=0123456789ab, whose envelope cannot be read");
    }

    @Test
    void linesThatALogLostWithoutAFailureWereTooMany() {
        assertThat(ProcessLines.of(new ProcessEvent.LinesLost(7, Optional.empty())))
                .isEqualTo("warning: 7 log lines were lost: the log did not keep up");
    }

    @Test
    void whatAFilterPrintsIsNoWarning() {
        assertThat(FilterLines.of(new FilterEvent.JavaFilterNotice(
                        "spam", FilterEvent.JavaFilterNotice.Notice.PRINTED, "loaded 7 rules\u0007")))
                .isEqualTo("java filter printed: spam: loaded 7 rules?");
        assertThat(FilterLines.of(
                        new FilterEvent.JavaFilterNotice("", FilterEvent.JavaFilterNotice.Notice.PRINTED, "x")))
                .isEqualTo("java filter printed: x");
    }

    @Test
    void aFilterThatEndsTheProcessIsAnError() {
        assertThat(FilterLines.of(new FilterEvent.JavaFilterNotice(
                        "spam",
                        FilterEvent.JavaFilterNotice.Notice.ENDED_PROCESS,
                        "java.base/java.lang.Runtime.exit(Runtime.java:1) < a.B.c(B.java:3)")))
                .isEqualTo(
                        "error: java filter has ended postprox: spam: java.base/java.lang.Runtime.exit(Runtime.java:1)"
                                + " < a.B.c(B.java:3)");
    }

    @Test
    void aPidFileThatRemainsIsNamedWithTheReason() {
        assertThat(ProcessLines.of(
                        new CleanUpTrouble(CleanUpTrouble.Remains.PID_FILE, "/run/x.pid", "permission denied")))
                .isEqualTo("warning: cannot remove /run/x.pid: permission denied");
    }

    @Test
    void aNextHopWithoutAnAddressIsNamed() {
        assertThat(ProcessLines.of(new StartWarning(StartWarning.Risk.NEXT_HOP_UNKNOWN, "mx.example.org:25", "")))
                .isEqualTo("warning: no address is known for the next hop mx.example.org:25; until one is, clients are"
                        + " told 421");
    }

    @Test
    void everyEventIsInTheTable() {
        assertThat(LINES).hasSameSizeAs(EventSamples.all());
        assertThat(EventSamples.all().stream().<Class<?>>map(Event::getClass))
                .containsExactlyInAnyOrderElementsOf(EventSamples.kinds());
    }
}
