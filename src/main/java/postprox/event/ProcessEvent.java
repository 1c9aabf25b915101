package postprox.event;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** An event of the process as a whole. */
public sealed interface ProcessEvent extends Event {
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

    /**
     * Another process serves new clients from now on. This one serves those that it has, and ends.
     *
     * @param pid     the other process
     * @param version its version
     */
    record HandedOver(long pid, String version) implements ProcessEvent {}

    /**
     * This process serves new clients from now on, in place of another one.
     *
     * @param pid     the other process
     * @param version its version
     */
    record TookOver(long pid, String version) implements ProcessEvent {}

    /**
     * The process was to hand over to another one, which does not serve. All is as before.
     *
     * @param reason what the other process said, among other things
     */
    record HandoverFailed(String reason) implements ProcessEvent {}

    /** The process that took over has ended before this one. */
    record SuccessorEnded(long pid) implements ProcessEvent {}

    /** The mode of a process that serves many sessions. */
    enum Mode {
        /** The process listens on a socket. */
        LISTENING,
        /** Native clients hand sessions over to the process. */
        RESIDENT
    }

    /** The resident process ends, since it had no session for this time. */
    record ResidentIdle(Duration idle) implements ProcessEvent {}

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
     * Connections could not be accepted. The listener tries again.
     *
     * @param times  the number of failures since the last such event
     * @param reason the reason of the last failure
     */
    record AcceptTrouble(long times, String reason) implements ProcessEvent {}

    /**
     * A resident process refused sessions that native clients handed over. Those clients serve their sessions in another way.
     *
     * @param times  the number of sessions since the last such event
     * @param reason the reason for the last session
     */
    record HandoversRefused(long times, String reason) implements ProcessEvent {}

    /** A resident process serves fewer sessions than it should. */
    record ResidentTrouble(Obstacle obstacle, String reason) implements ProcessEvent {
        public enum Obstacle {
            NO_THREAD,
            CANNOT_RECEIVE
        }
    }

    /**
     * Files of killed processes were removed.
     *
     * @param files     the number of files
     * @param directory the spool's directory
     * @param processes the number of processes of their filters that were killed
     */
    record LeftOversRemoved(int files, String directory, int processes) implements ProcessEvent {}

    /**
     * The quarantine was tidied up.
     *
     * @param before     the first day, in UTC, whose messages are not too old
     * @param expired    the number of messages that were removed since they were too old
     * @param unfinished the number of messages that a killed process had not finished, and that were removed. No client has a reply
     *     to one of these
     * @param incomplete the number of messages of which only one of the two files is there. These stay
     */
    record QuarantineTidied(String directory, LocalDate before, int expired, int unfinished, int incomplete)
            implements ProcessEvent {}

    /**
     * A file, a directory or a socket could not be removed, although it is no longer needed.
     *
     * @param place  its path; empty if the reason has it
     * @param reason the system's reason; may be empty
     */
    record CleanUpTrouble(Remains remains, String place, String reason) implements ProcessEvent {
        /** The kind of file, directory or socket that remains. */
        public enum Remains {
            /** The spool's directory, or directories of other processes that could not be searched. */
            SPOOL,
            /** A file that a killed process left. */
            LEFT_OVER,
            /** A directory of another process, which may still use it: postprox cannot tell. */
            UNCLEAR_DIRECTORY,
            /** Files that postprox did not find, since other users made too many similar names in the directory. */
            HIDDEN_AMONG_OTHERS,
            /** The sockets of dead resident processes in a directory. */
            RESIDENT_SOCKETS,
            /** The socket of this resident process. */
            RESIDENT_SOCKET,
            /** Messages in the quarantine that are too old, or that a killed process had not finished. */
            QUARANTINE,
            LISTENING_SOCKET,
            PID_FILE,
            CONTROL_SOCKET
        }
    }

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

    /** The process got SIGHUP after its log file was renamed. From this event on, the log is in a new file. */
    record LogGoesOn(String file) implements ProcessEvent {}

    /**
     * The process got SIGHUP and has read its configuration file again.
     *
     * @param options the options that have a new value from now on
     * @param filters what has become of the filters besides that of the manual
     */
    record Reloaded(String file, List<String> options, FilterChanges filters) implements ProcessEvent {
        public Reloaded {
            options = List.copyOf(options);
        }
    }

    /**
     * The configuration file has new values that take effect only after a restart.
     *
     * @param options the options that have such a value
     */
    record RestartNeeded(String file, List<String> options) implements ProcessEvent {
        public RestartNeeded {
            options = List.copyOf(options);
        }
    }

    /** The process got SIGHUP, but it has neither a configuration file nor a log file. */
    record NothingToReload() implements ProcessEvent {}

    /** The process got SIGHUP and found a mistake in its configuration file. All options keep their values. */
    record ReloadRefused(String file, String reason) implements ProcessEvent {}

    /**
     * Lines of a log are missing, since the log was too slow or could not be written.
     *
     * @param reason the reason of the last line that could not be written; empty if the log was only too slow
     */
    record LinesLost(long lines, Optional<String> reason) implements ProcessEvent {}

    /** An unexpected exception, a bug in postprox, outside of any session. */
    record ProcessMistake(Throwable cause) implements ProcessEvent {}
}
