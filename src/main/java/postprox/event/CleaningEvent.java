package postprox.event;

import java.time.LocalDate;

/** An event of tidying up: of files that killed processes left, of the quarantine, and of what a process leaves at its end. */
public sealed interface CleaningEvent extends ProcessEvent {
    /**
     * Files of killed processes were removed.
     *
     * @param files     the number of files
     * @param directory the spool's directory
     * @param processes the number of processes of their filters that were killed
     */
    record LeftOversRemoved(int files, String directory, int processes) implements CleaningEvent {}

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
            implements CleaningEvent {}

    /**
     * A file, a directory or a socket could not be removed, although it is no longer needed.
     *
     * @param place  its path; empty if the reason has it
     * @param reason the system's reason; may be empty
     */
    record CleanUpTrouble(Remains remains, String place, String reason) implements CleaningEvent {
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
            CONTROL_SOCKET,
            /** The socket of the page or of the agent. */
            ADMIN_SOCKET
        }
    }
}
