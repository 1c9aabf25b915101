package postprox.event;

import java.util.Optional;

/**
 * An event of the process as a whole. Groups of events that no start needs have files of their own: a switch over types loads each type
 * that it names, also at the start of a session.
 */
public sealed interface ProcessEvent extends Event
        permits AdminEvent,
                CleaningEvent,
                NextHopEvent,
                ReloadEvent,
                ResidentEvent,
                UpgradeEvent,
                ProcessEvent.Started,
                ProcessEvent.Stopped,
                ProcessEvent.SessionsCutOff,
                ProcessEvent.SessionsTurnedAway,
                ProcessEvent.ConnectionsRefused,
                ProcessEvent.AcceptTrouble,
                ProcessEvent.StartWarning,
                ProcessEvent.LinesLost,
                ProcessEvent.ProcessMistake {
    /**
     * The process serves sessions from now on.
     *
     * @param place   the address or the path at which clients reach it
     * @param nextHop the next hop
     * @param filter  the filter's command, if there is a filter
     */
    record Started(Mode mode, String place, String nextHop, Optional<String> filter) implements ProcessEvent {}

    /** The process has stopped by order. All its sessions have ended or were cut off. */
    record Stopped(Mode mode) implements ProcessEvent {}

    /** The mode of a process that serves many sessions. */
    enum Mode {
        /** The process listens on a socket. */
        LISTENING,
        /** Native clients hand sessions over to the process. */
        RESIDENT
    }

    /** The process stops, and cuts off sessions that have not ended in time. */
    record SessionsCutOff(int sessions) implements ProcessEvent {}

    /**
     * Clients were told that there are too many sessions.
     *
     * @param times  the number of clients since the last such event
     * @param reason the reason for the last client
     */
    record SessionsTurnedAway(long times, String reason) implements ProcessEvent {}

    /**
     * Connections were closed without a word: they came from elsewhere than a balancer, or had no PROXY header that can be read.
     *
     * @param times  the number of connections since the last such event
     * @param reason the reason for the last one
     */
    record ConnectionsRefused(long times, String reason) implements ProcessEvent {}

    /**
     * Connections could not be accepted. The listener tries again.
     *
     * @param times  the number of failures since the last such event
     * @param reason the reason of the last failure
     */
    record AcceptTrouble(long times, String reason) implements ProcessEvent {}

    /**
     * A warning at the start: a setting is allowed, but administrators seldom mean it.
     *
     * @param reason what is wrong and what to do about it; empty if the risk says that
     */
    record StartWarning(Risk risk, String nextHop, String reason) implements ProcessEvent {
        public enum Risk {
            NO_FILTER,
            /** There are filters, but they are only observed. */
            ONLY_OBSERVED,
            UNFILTERED_ON_FAILURE,
            FILTER_IS_ROOT,
            /** The program of a filter cannot be used, and messages pass without it. */
            NO_PROGRAM,
            /** There is no control socket, so that nobody can ask the process how it is. */
            NO_CONTROL,
            NEXT_HOP_IS_FRONT_DOOR,
            NEXT_HOP_UNKNOWN
        }
    }

    /**
     * Lines of a log are missing, since the log was too slow or could not be written.
     *
     * @param reason the reason of the last line that could not be written; empty if the log was only too slow
     */
    record LinesLost(long lines, Optional<String> reason) implements ProcessEvent {}

    /** An unexpected exception, a bug in postprox, outside of any session. */
    record ProcessMistake(Throwable cause) implements ProcessEvent {}
}
