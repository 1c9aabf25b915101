package postprox.log;

import java.util.Locale;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;

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
            case Event.Mistake _, Event.ProcessMistake _, Event.LoopFound _, Event.QuarantineTrouble _ -> ERROR;
            case Event.FilterFailed failed when failed.failure() == Event.FilterFailed.Failure.NOT_ALLOWED -> ERROR;
            case FilterEvent e -> ofFilter(e);
            case Event.FilterFailed _,
                    Event.OutcomeUnknown _,
                    Event.LimitReached _,
                    Event.NextHopTrouble _,
                    Event.DeadlineOver _,
                    Event.MessageDamaged _,
                    Event.FilterRemark _,
                    Event.DirectoryShut _,
                    Event.SpoolTrouble _,
                    Event.SessionsCutOff _,
                    Event.SessionsTurnedAway _,
                    Event.AcceptTrouble _,
                    Event.HandoversRefused _,
                    Event.ResidentTrouble _,
                    Event.LeftOversRemoved _,
                    Event.CleanUpTrouble _,
                    Event.StartWarning _,
                    Event.RestartNeeded _,
                    Event.ReloadRefused _,
                    Event.LinesLost _ -> WARNING;
            case Event.QuarantineTidied tidied when tidied.unfinished() + tidied.incomplete() > 0 -> WARNING;
            case Event.MessageAccepted _,
                    Event.MessageQuarantined _,
                    Event.MessageDiscarded _,
                    Event.QuarantineTidied _,
                    Event.MessageRefused _,
                    Event.MessageAborted _,
                    Event.SessionStarted _,
                    Event.SessionEnded _,
                    Event.Started _,
                    Event.Stopped _,
                    Event.ResidentIdle _,
                    Event.LogGoesOn _,
                    Event.NothingToReload _,
                    Event.Reloaded _ -> INFO;
            case Event.Dialogue _ -> DEBUG;
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
                    FilterEvent.FilterLinesDropped _ -> WARNING;
            case FilterEvent.FilterCounted _, FilterEvent.FilterServerBack _, FilterEvent.FilterSaid _ -> INFO;
        };
    }
}
