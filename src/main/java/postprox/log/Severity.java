package postprox.log;

import java.util.Locale;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.event.MessageEvent;
import postprox.event.ProcessEvent;
import postprox.event.QuarantineEvent;
import postprox.event.SessionEvent;

/** The severity of a log line, with its number in syslog (RFC 5424 section 6.2.1). */
public enum Severity {
    ERROR(3),
    WARNING(4),
    INFO(6),
    DEBUG(7);

    private final int number;

    Severity(int number) {
        this.number = number;
    }

    /** The word with which a line for people begins. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    int number() {
        return number;
    }

    /**
     * The severity of an event. An error is a bug in postprox, or stops mail until the administrator changes the
     * configuration.
     */
    static Severity of(Event event) {
        return switch (event) {
            case SessionEvent.Mistake _,
                    ProcessEvent.ProcessMistake _,
                    SessionEvent.LoopFound _,
                    SessionEvent.QuarantineTrouble _ -> ERROR;
            case MessageEvent.FilterFailed failed
            when failed.failure() == MessageEvent.FilterFailed.Failure.NOT_ALLOWED -> ERROR;
            case FilterEvent e -> ofFilter(e);
            case QuarantineEvent e -> ofQuarantine(e);
            case MessageEvent.FilterFailed _,
                    MessageEvent.OutcomeUnknown _,
                    SessionEvent.LimitReached _,
                    SessionEvent.NextHopTrouble _,
                    SessionEvent.DeadlineOver _,
                    SessionEvent.MessageDamaged _,
                    SessionEvent.FilterRemark _,
                    SessionEvent.DirectoryShut _,
                    SessionEvent.SpoolTrouble _,
                    ProcessEvent.SessionsCutOff _,
                    ProcessEvent.SessionsTurnedAway _,
                    ProcessEvent.AcceptTrouble _,
                    ProcessEvent.HandoversRefused _,
                    ProcessEvent.ResidentTrouble _,
                    ProcessEvent.HandoverFailed _,
                    ProcessEvent.SuccessorEnded _,
                    ProcessEvent.LeftOversRemoved _,
                    ProcessEvent.CleanUpTrouble _,
                    ProcessEvent.StartWarning _,
                    ProcessEvent.RestartNeeded _,
                    ProcessEvent.ReloadRefused _,
                    ProcessEvent.LinesLost _ -> WARNING;
            case ProcessEvent.QuarantineTidied tidied when tidied.unfinished() + tidied.incomplete() > 0 -> WARNING;
            case MessageEvent.MessageAccepted _,
                    MessageEvent.MessageQuarantined _,
                    MessageEvent.MessageDiscarded _,
                    ProcessEvent.QuarantineTidied _,
                    MessageEvent.MessageRefused _,
                    MessageEvent.MessageAborted _,
                    SessionEvent.SessionStarted _,
                    SessionEvent.SessionEnded _,
                    ProcessEvent.Started _,
                    ProcessEvent.Stopped _,
                    ProcessEvent.HandedOver _,
                    ProcessEvent.TookOver _,
                    ProcessEvent.ResidentIdle _,
                    ProcessEvent.LogGoesOn _,
                    ProcessEvent.NothingToReload _,
                    ProcessEvent.Reloaded _ -> INFO;
            case SessionEvent.Dialogue _ -> DEBUG;
        };
    }

    private static Severity ofQuarantine(QuarantineEvent event) {
        return switch (event) {
            case QuarantineEvent.MessageReleased released
            when released.remains().isEmpty() -> INFO;
            case QuarantineEvent.MessageReleased _, QuarantineEvent.ReleaseFailed _ -> WARNING;
            case QuarantineEvent.MessageDeleted _ -> INFO;
        };
    }

    private static Severity ofFilter(FilterEvent event) {
        return switch (event) {
            case FilterEvent.FilterServerLost lost when lost.left() == 0 -> ERROR;
            case FilterEvent.JavaFilterNotice notice when notice.notice() == Notice.PRINTED -> INFO;
            case FilterEvent.JavaFilterNotice notice when notice.notice() == Notice.ENDED_PROCESS -> ERROR;
            case FilterEvent.FilterServerLost _,
                    FilterEvent.JavaFilterNotice _,
                    FilterEvent.WorkerEnded _,
                    FilterEvent.RegistrationNotRenewed _,
                    FilterEvent.FilterLinesDropped _ -> WARNING;
            case FilterEvent.FilterCounted _,
                    FilterEvent.FilterServerBack _,
                    FilterEvent.FilterSaid _,
                    FilterEvent.RegistrationRenewed _ -> INFO;
        };
    }
}
