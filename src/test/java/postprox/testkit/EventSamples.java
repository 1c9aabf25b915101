package postprox.testkit;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import postprox.event.AdminEvent;
import postprox.event.Balancer;
import postprox.event.CleaningEvent;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.Event;
import postprox.event.FilterChanges;
import postprox.event.FilterEvent;
import postprox.event.FilterNote;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed;
import postprox.event.MessageEvent.MessageAborted;
import postprox.event.MessageEvent.MessageAccepted;
import postprox.event.NextHopEvent;
import postprox.event.Phases;
import postprox.event.ProcessEvent;
import postprox.event.ProcessEvent.StartWarning;
import postprox.event.QuarantineEvent;
import postprox.event.ReachedLimit;
import postprox.event.ReloadEvent;
import postprox.event.ResidentEvent;
import postprox.event.ResidentEvent.ResidentTrouble;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;
import postprox.event.SessionEvent.DeadlineOver;
import postprox.event.SessionEvent.Dialogue;
import postprox.event.SessionEvent.LoopFound;
import postprox.event.SessionEvent.MessageDamaged;
import postprox.event.SessionEvent.NextHopTrouble;
import postprox.event.Speaker;
import postprox.event.UpgradeEvent;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.smtp.Xforward.Attribute;

/** One event of each kind, with all that it can say. */
public final class EventSamples {
    private static final String SESSION = "s3ss10n";
    private static final String CLIENT = "192.0.2.7:4321";

    public static final Handled MESSAGE = new Handled(
            new Envelope(
                    SESSION,
                    "a@example.org",
                    List.of("b@example.com", "c@example.com"),
                    "mail.example.org",
                    Map.of(Attribute.ADDR, "192.0.2.7", Attribute.NAME, "client.example.org")),
            2113,
            new Phases(Duration.ofMillis(5), Duration.ofMillis(21), Duration.ofMillis(30)),
            "gpg: no public key",
            List.of(new FilterNote("virus", FilterNote.Said.PASS, true, Duration.ofMillis(12), "clean")));

    private static final QuarantineEvent.Subject KEPT = new QuarantineEvent.Subject(
            "0123456789ab", Optional.of(MESSAGE.envelope()), MESSAGE.size(), Optional.of("1000"));

    private EventSamples() {}

    public static List<Event> all() {
        return List.of(
                new MessageAccepted(
                        MESSAGE, MessageAccepted.FilterResult.CHANGED, Reply.of(250, "2.0.0 Ok: queued as 4ABC")),
                new MessageEvent.MessageRefused(MESSAGE, Reply.of(550, "5.7.1 no"), Speaker.FILTER),
                new MessageEvent.MessageQuarantined(
                        MESSAGE,
                        "virus",
                        "Eicar found",
                        "0123456789ab",
                        Reply.of(250, "2.0.0 Ok: taken as 0123456789ab")),
                new MessageEvent.MessageDiscarded(MESSAGE, "virus", "Eicar found"),
                new SessionEvent.QuarantineTrouble(SESSION, "/var/spool/q: No space left on device"),
                new CleaningEvent.QuarantineTidied("/var/spool/q", LocalDate.of(2026, 10, 31), 2, 1, 1),
                new QuarantineEvent.MessageReleased(
                        KEPT, "127.0.0.1:10026", Reply.of(250, "2.0.0 Ok: queued as 4ABC"), "Read-only file system"),
                new QuarantineEvent.ReleaseFailed(KEPT, "127.0.0.1:10026", "RCPT TO:<b@example.com> got: 550 5.1.1 no"),
                new QuarantineEvent.MessageDeleted(KEPT),
                new MessageAborted(MESSAGE, MessageAborted.Abort.CONTENT_TOO_SLOW),
                new FilterFailed(
                        MESSAGE,
                        "virus",
                        FilterFailed.Failure.FAILED,
                        "exit status 3: oops",
                        FilterFailed.Disposition.PASSED_UNFILTERED),
                new MessageEvent.OutcomeUnknown(MESSAGE, "the connection was closed"),
                new SessionEvent.SessionStarted(
                        SESSION, CLIENT, Optional.of(new Balancer("192.0.2.1:40000", "C0000201:1F90"))),
                new SessionEvent.SessionEnded(SESSION, CLIENT, SessionEnd.CLIENT_GONE, 2),
                new SessionEvent.LimitReached(SESSION, CLIENT, ReachedLimit.NEXT_HOP_SIZE),
                new NextHopTrouble(
                        SESSION,
                        NextHopTrouble.Kind.LOST_AT_COMMAND,
                        Optional.of(Verb.MAIL),
                        "the connection was closed",
                        Optional.of(SessionEnd.NEXT_HOP_UNSTEADY)),
                new LoopFound(SESSION, LoopFound.Loop.TO_OURSELVES),
                new DeadlineOver(SESSION, DeadlineOver.Stage.NEXT_HOP, "timed out"),
                new MessageDamaged(SESSION, MessageDamaged.Damage.EMAIL_MODIFIED),
                new SessionEvent.FilterRemark(
                        SESSION,
                        "the filter opened OUTFILE and left it empty, so that the mes"
                                + "sage passes as it came; did a command of it fail?"),
                new SessionEvent.DirectoryShut(
                        SESSION, "a filter shut /tmp/x (chmod), where messages are kept: it is open again"),
                new SessionEvent.SpoolTrouble(SESSION, "cannot write to /tmp: No space left on device"),
                new SessionEvent.Mistake(SESSION, new IllegalStateException("odd")),
                new Dialogue(SESSION, Dialogue.Direction.FROM_CLIENT, "NOOP"),
                new ProcessEvent.Started(
                        ProcessEvent.Mode.LISTENING, "127.0.0.1:10025", "127.0.0.1:10026", Optional.of("spamc -c")),
                new UpgradeEvent.HandedOver(4802, "1.0.1"),
                new UpgradeEvent.TookOver(4711, "1.0.0"),
                new UpgradeEvent.HandoverFailed("the new process did not start: postprox: no library"),
                new UpgradeEvent.SuccessorEnded(4802),
                new ProcessEvent.Stopped(ProcessEvent.Mode.RESIDENT),
                new FilterEvent.FilterCounted("spam", new TreeMap<>(Map.of("pass", 90L, "would-reject", 10L))),
                new ResidentEvent.ResidentIdle(Duration.ofSeconds(100)),
                new ProcessEvent.SessionsCutOff(3),
                new ProcessEvent.SessionsTurnedAway(500, "1 are open, as many as --sessions allows"),
                new ProcessEvent.ConnectionsRefused(70, "192.0.2.9:4711 is not in --proxy-protocol"),
                new ProcessEvent.AcceptTrouble(2, "Too many open files"),
                new AdminEvent.AdminOpen(AdminEvent.AdminPart.PAGE, "127.0.0.1:10080"),
                new AdminEvent.AdminTrouble(AdminEvent.AdminPart.AGENT, "127.0.0.1:10081", "Address already in use"),
                new ResidentEvent.HandoversRefused(1, "another namespace"),
                new FilterEvent.FilterServerLost("virus", "127.0.0.1:3310", "127.0.0.1:3310: Connection refused", 0),
                new FilterEvent.RegistrationNotRenewed(
                        "hooks", "https://scan.example.org/v1/register", "Connection refused"),
                new FilterEvent.RegistrationRenewed("hooks", "https://scan.example.org/v1/register"),
                new FilterEvent.WorkerEnded("spam", "the worker ended: exit status 1", Duration.ofSeconds(4)),
                new FilterEvent.FilterSaid("spam", "rules loaded"),
                new FilterEvent.FilterLinesDropped("spam", 4711),
                new FilterEvent.FilterServerBack("virus", "127.0.0.1:3310", Duration.ofSeconds(70)),
                new ResidentTrouble(ResidentTrouble.Obstacle.NO_THREAD, "unable to create native thread"),
                new CleaningEvent.LeftOversRemoved(4, "/tmp", 1),
                new CleanUpTrouble(CleanUpTrouble.Remains.RESIDENT_SOCKET, "/tmp/x", "Permission denied"),
                new NextHopEvent.NextHopDown("10.0.0.2:10026", "Connection refused"),
                new NextHopEvent.NextHopUp("10.0.0.2:10026", Duration.ofSeconds(35)),
                new StartWarning(
                        StartWarning.Risk.NO_PROGRAM,
                        "mx.example.org:25",
                        "--filter: filter spam: the command was not found: /opt/scan; correct the path, or install the program"),
                new ReloadEvent.LogGoesOn("/var/log/postprox.json"),
                new ReloadEvent.NothingToReload(),
                new ReloadEvent.Reloaded(
                        "/etc/postprox.conf",
                        List.of("command", "deadline"),
                        new FilterChanges(List.of("spam", "virus"), List.of("policy"), List.of("old"))),
                new ReloadEvent.RestartNeeded("/etc/postprox.conf", List.of("listen")),
                new ReloadEvent.ReloadRefused("/etc/postprox.conf", "/etc/postprox.conf:3: there is no setting 'x'"),
                new ProcessEvent.LinesLost(7, Optional.of("cannot write the log /var/log/x: permission denied")),
                new FilterEvent.JavaFilterNotice(
                        "spam",
                        FilterEvent.JavaFilterNotice.Notice.THREW,
                        "java.lang.IllegalStateException: odd < a.B.c(B.java:3)"),
                new ProcessEvent.ProcessMistake(new IllegalStateException("odd")));
    }

    /** All kinds of events that there are. */
    public static List<Class<?>> kinds() {
        return records(Event.class).toList();
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return sealed.isRecord()
                ? Stream.of(sealed)
                : Stream.of(sealed.getPermittedSubclasses()).flatMap(EventSamples::records);
    }
}
