package postprox.log;

import java.util.Locale;
import postprox.event.AdminEvent;
import postprox.event.CleaningEvent;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.event.MessageEvent;
import postprox.event.NextHopEvent;
import postprox.event.ProcessEvent;
import postprox.event.QuarantineEvent;
import postprox.event.ReloadEvent;
import postprox.event.ResidentEvent;
import postprox.event.SessionEvent;
import postprox.event.UpgradeEvent;

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
            case AdminEvent e -> ofAdmin(e);
            case CleaningEvent e -> ofCleaning(e);
            case NextHopEvent e -> ofNextHop(e);
            case ReloadEvent e -> ofReload(e);
            case ResidentEvent e -> ofResident(e);
            case UpgradeEvent e -> ofUpgrade(e);
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
                    ProcessEvent.ConnectionsRefused _,
                    ProcessEvent.AcceptTrouble _,
                    ProcessEvent.StartWarning _,
                    ProcessEvent.LinesLost _ -> WARNING;
            case MessageEvent.MessageAccepted _,
                    MessageEvent.MessageQuarantined _,
                    MessageEvent.MessageDiscarded _,
                    MessageEvent.MessageRefused _,
                    MessageEvent.MessageAborted _,
                    SessionEvent.SessionStarted _,
                    SessionEvent.SessionEnded _,
                    ProcessEvent.Started _,
                    ProcessEvent.Stopped _ -> INFO;
            case SessionEvent.Dialogue _ -> DEBUG;
        };
    }

    private static Severity ofAdmin(AdminEvent event) {
        return switch (event) {
            case AdminEvent.AdminOpen _ -> INFO;
            case AdminEvent.AdminTrouble _ -> WARNING;
        };
    }

    private static Severity ofCleaning(CleaningEvent event) {
        return switch (event) {
            case CleaningEvent.QuarantineTidied tidied when tidied.unfinished() + tidied.incomplete() == 0 -> INFO;
            case CleaningEvent.QuarantineTidied _, CleaningEvent.LeftOversRemoved _, CleaningEvent.CleanUpTrouble _ ->
                WARNING;
        };
    }

    private static Severity ofNextHop(NextHopEvent event) {
        return switch (event) {
            case NextHopEvent.NextHopDown _ -> WARNING;
            case NextHopEvent.NextHopUp _ -> INFO;
        };
    }

    private static Severity ofReload(ReloadEvent event) {
        return switch (event) {
            case ReloadEvent.RestartNeeded _, ReloadEvent.ReloadRefused _ -> WARNING;
            case ReloadEvent.LogGoesOn _, ReloadEvent.NothingToReload _, ReloadEvent.Reloaded _ -> INFO;
        };
    }

    private static Severity ofResident(ResidentEvent event) {
        return switch (event) {
            case ResidentEvent.HandoversRefused _, ResidentEvent.ResidentTrouble _ -> WARNING;
            case ResidentEvent.ResidentIdle _ -> INFO;
        };
    }

    private static Severity ofUpgrade(UpgradeEvent event) {
        return switch (event) {
            case UpgradeEvent.HandoverFailed _, UpgradeEvent.SuccessorEnded _ -> WARNING;
            case UpgradeEvent.HandedOver _, UpgradeEvent.TookOver _ -> INFO;
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
