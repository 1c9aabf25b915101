package postprox.figures;

import java.util.Optional;
import postprox.event.AdminEvent;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.MessageEvent;
import postprox.event.NextHopEvent;
import postprox.event.ProcessEvent;
import postprox.event.ReloadEvent;
import postprox.event.ResidentEvent;
import postprox.event.SessionEvent;
import postprox.event.UpgradeEvent;

/** A kind of trouble that an administrator should look at. */
public enum Trouble {
    NEXT_HOP_UNREACHABLE("the next hop could not be reached", "cannot connect to the next hop"),
    NEXT_HOP_DOWN("a server of the next hop was down", "next hop is down"),
    NEXT_HOP_REFUSES("the next hop refused a connection", "the next hop refused the connection"),
    NEXT_HOP_LOST("the next hop was lost", "next hop lost"),
    OUTCOME_UNKNOWN("a message may arrive twice, since the next hop gave no reply", "outcome unknown"),
    LOOP("mail goes round", "mail goes round: the next hop leads back to postprox itself"),
    DEADLINE("a message took too long", "deadline was over before its filter was done"),
    MESSAGE_DAMAGED(
            "a filter made a message unfit to be passed on", "the filter wrote to EMAIL, replaced or removed it"),
    FILTER_SERVER("a server that a filter asks is left alone", "a server is left alone for a while"),
    WORKER("a filter's worker ended", "the worker ended"),
    SESSIONS("clients were turned away, since there were too many sessions", "sessions turned away"),
    REFUSED_CONNECTIONS("connections were refused that brought no PROXY header of a balancer", "connections refused"),
    ACCEPTING("connections could not be accepted", "cannot accept connections, trying again"),
    RESIDENT("a resident process served fewer sessions than it should", "cannot take a session, trying again"),
    SPOOL("the disk of -d failed, or had no room", "cannot write to"),
    QUARANTINE("the quarantine could not keep a message", "the quarantine cannot keep a message"),
    LOG("lines of the log were lost", "log lines were lost"),
    ADMIN("the page or the agent could not be opened", "trying again each second"),
    RELOAD("the configuration was not read again", "the configuration was not read again, all is as before"),
    UPGRADE("the service was not handed over to a new process", "not handed over, all is as before"),
    MISTAKE("there is a mistake in postprox", "error: unexpected");

    private final String words;
    private final String entry;

    Trouble(String words, String entry) {
        this.words = words;
        this.entry = entry;
    }

    /** What happened, in words. */
    public String words() {
        return words;
    }

    /** Words of a log line that {@code postprox explain} finds its entry by. */
    public String entry() {
        return entry;
    }

    /**
     * One piece of trouble.
     *
     * @param times  how often it happened since the last one
     * @param reason in the words of the system or a peer; one byte a character, may be empty
     */
    public record Occurrence(Trouble trouble, long times, String reason) {}

    /** The trouble that an event tells of; empty if it is none. What becomes of a single message is no trouble of its own. */
    public static Optional<Occurrence> of(Event event) {
        return switch (event) {
            case SessionEvent.NextHopTrouble e -> ofNextHop(e);
            case SessionEvent.LoopFound _ -> once(LOOP, "");
            case SessionEvent.DeadlineOver e -> once(DEADLINE, e.detail());
            case SessionEvent.MessageDamaged _ -> once(MESSAGE_DAMAGED, "");
            case SessionEvent.SpoolTrouble e -> once(SPOOL, e.reason());
            case SessionEvent.DirectoryShut e -> once(SPOOL, e.detail());
            case SessionEvent.QuarantineTrouble e -> once(QUARANTINE, e.reason());
            case SessionEvent.Mistake e -> once(MISTAKE, e.cause().toString());
            case MessageEvent.OutcomeUnknown e -> once(OUTCOME_UNKNOWN, e.reason());
            case NextHopEvent.NextHopDown e -> once(NEXT_HOP_DOWN, e.reason());
            case ProcessEvent.SessionsTurnedAway e -> Optional.of(new Occurrence(SESSIONS, e.times(), e.reason()));
            case ProcessEvent.ConnectionsRefused e ->
                Optional.of(new Occurrence(REFUSED_CONNECTIONS, e.times(), e.reason()));
            case ProcessEvent.AcceptTrouble e -> Optional.of(new Occurrence(ACCEPTING, e.times(), e.reason()));
            case ResidentEvent.ResidentTrouble e -> once(RESIDENT, e.reason());
            case ProcessEvent.LinesLost e ->
                Optional.of(new Occurrence(LOG, e.lines(), e.reason().orElse("")));
            case AdminEvent.AdminTrouble e -> once(ADMIN, e.place() + ": " + e.reason());
            case ReloadEvent.ReloadRefused e -> once(RELOAD, e.reason());
            case UpgradeEvent.HandoverFailed e -> once(UPGRADE, e.reason());
            case ProcessEvent.ProcessMistake e -> once(MISTAKE, e.cause().toString());
            case FilterEvent.FilterServerLost e -> once(FILTER_SERVER, e.filter() + ": " + e.reason());
            case FilterEvent.WorkerEnded e -> once(WORKER, e.filter() + ": " + e.reason());
            default -> Optional.empty();
        };
    }

    private static Optional<Occurrence> ofNextHop(SessionEvent.NextHopTrouble event) {
        return switch (event.kind()) {
            case CANNOT_CONNECT -> once(NEXT_HOP_UNREACHABLE, event.detail());
            case REFUSED_CONNECTION -> once(NEXT_HOP_REFUSES, event.detail());
            case LOST, LOST_AT_COMMAND, OPENED_AGAIN, ODD_REPLY -> once(NEXT_HOP_LOST, event.detail());
            // The next hop means the client.
            case HUNG_UP_ON_CLIENT -> Optional.empty();
        };
    }

    private static Optional<Occurrence> once(Trouble trouble, String reason) {
        return Optional.of(new Occurrence(trouble, 1, reason));
    }
}
