package postprox.event;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * An event that an administrator may want to read, count or chart. An event holds data alone; each log makes a line of it.
 * Strings that came over the wire have one byte a character. A reason is in the words of the peer or of the system.
 */
public sealed interface Event permits Event.OfSession, Event.OfProcess, FilterEvent, QuarantineEvent {
    /** An event of one session. */
    sealed interface OfSession extends Event {
        /** The session's id. All events of a session have the same. */
        String session();
    }

    /** An event of one message. */
    sealed interface OfMessage extends OfSession {
        /** The message, as far as it was handled. */
        Handled message();

        /** Whether the message got its answer by this event, and its filters have said all that they say of it. */
        default boolean isAnswer() {
            return false;
        }

        @Override
        default String session() {
            return message().envelope().session();
        }
    }

    /** An event of the process as a whole. */
    sealed interface OfProcess extends Event {}

    /** A client has connected. */
    record SessionStarted(String session, String client) implements OfSession {}

    /**
     * A session has ended. A client that was turned away gets this event without {@link SessionStarted}.
     *
     * @param messages the number of times that the client began to send content
     */
    record SessionEnded(String session, String client, SessionEnd end, int messages) implements OfSession {}

    /** A client has reached a limit, and its reply told it so. A session has at most one such event for each limit. */
    record LimitReached(String session, String client, ReachedLimit limit) implements OfSession {}

    /**
     * A connection to the next hop could not be made or was lost, or the next hop gave an unexpected reply.
     *
     * @param verb   the client's command at which this happened, if it happened at a command
     * @param detail the words of the next hop or of the system
     * @param end    the reason why the session ends too, if it does
     */
    record NextHopTrouble(String session, Kind kind, Optional<Verb> verb, String detail, Optional<SessionEnd> end)
            implements OfSession {
        public enum Kind {
            REFUSED_CONNECTION,
            CANNOT_CONNECT,
            LOST,
            LOST_AT_COMMAND,
            HUNG_UP_ON_CLIENT,
            /** The connection was lost in a transaction, which goes on with another connection. */
            OPENED_AGAIN,
            ODD_REPLY
        }
    }

    /** The session ends, since mail would go round. */
    record LoopFound(String session, Loop loop) implements OfSession {
        /** The process that the next hop leads to. */
        public enum Loop {
            TO_OURSELVES,
            TO_OUR_CLIENT
        }
    }

    /**
     * A message was refused for now, since its deadline was over.
     *
     * @param detail how the connection to the next hop ended; empty if the message was not sent yet
     */
    record DeadlineOver(String session, Stage stage, String detail) implements OfSession {
        /** The stage at which the deadline was over. */
        public enum Stage {
            FILTER,
            NEXT_HOP
        }
    }

    /** A filter has changed a message in a way that postprox must not pass on. */
    record MessageDamaged(String session, Damage damage) implements OfSession {
        public enum Damage {
            /** The filter wrote to EMAIL, replaced or removed it. */
            EMAIL_MODIFIED,
            /** The filter's text would end early at a next hop that clears the eighth bit. */
            ENDS_EARLY
        }
    }

    /** A filter has let a message pass, but it may not have meant its result, such as an empty OUTFILE that it wrote. */
    record FilterRemark(String session, String hint) implements OfSession {}

    /**
     * A filter shut the spool's directory (chmod). postprox has opened the directory again, and the message's files are removed.
     *
     * @param detail the directory, in words
     */
    record DirectoryShut(String session, String detail) implements OfSession {}

    /** The spool failed: its disk is full or broken, its directory is gone, or a filter has exchanged its files. */
    record SpoolTrouble(String session, String reason) implements OfSession {}

    /** The quarantine could not keep a message: it is full, or its disk failed. The client was told to try again later. */
    record QuarantineTrouble(String session, String reason) implements OfSession {}

    /** An unexpected exception, a bug in postprox, ended the session. */
    record Mistake(String session, Throwable cause) implements OfSession {}

    /** A command or a reply was sent or received. The line has no secrets, and content is no part of the dialogue. */
    record Dialogue(String session, Direction direction, String line) implements OfSession {
        public enum Direction {
            FROM_CLIENT,
            TO_CLIENT,
            FROM_NEXT_HOP,
            TO_NEXT_HOP
        }
    }

    /**
     * The next hop accepted a message.
     *
     * @param reply the next hop's reply
     */
    record MessageAccepted(Handled message, FilterResult filterResult, Reply reply) implements OfMessage {
        @Override
        public boolean isAnswer() {
            return true;
        }

        /** The filter's result for the message. */
        public enum FilterResult {
            /** There is no filter. */
            NONE,
            PASSED,
            CHANGED,
            FAILED
        }
    }

    /** A message was refused, for now or for good. */
    record MessageRefused(Handled message, Reply reply, Speaker by) implements OfMessage {
        @Override
        public boolean isAnswer() {
            return true;
        }
    }

    /**
     * A message was kept aside and not passed on. The copy is safe on the disk.
     *
     * @param filter the name of the filter that asked for it; empty for the manual's filter
     * @param reason the filter's reason
     * @param id     the message's name in the quarantine
     * @param reply  the reply to the client
     */
    record MessageQuarantined(Handled message, String filter, String reason, String id, Reply reply)
            implements OfMessage {
        @Override
        public boolean isAnswer() {
            return true;
        }
    }

    /**
     * A message was thrown away, and its client was told that it was accepted.
     *
     * @param filter as in {@link MessageQuarantined}
     */
    record MessageDiscarded(Handled message, String filter, String reason) implements OfMessage {
        @Override
        public boolean isAnswer() {
            return true;
        }

        /** The reply to the client. */
        public Reply reply() {
            return Replies.taken(session());
        }
    }

    /** A client gave a message up before it got a reply. The next hop does not have the message. */
    record MessageAborted(Handled message, Abort abort) implements OfMessage {
        public enum Abort {
            NO_FINAL_DOT,
            NO_LAST_CHUNK,
            CONTENT_TOO_SLOW,
            CLIENT_GONE
        }
    }

    /**
     * A filter gave no verdict on a message.
     *
     * @param filter the filter's name; empty for the manual's filter
     */
    record FilterFailed(Handled message, String filter, Failure failure, String reason, Disposition disposition)
            implements OfMessage {
        public enum Failure {
            /** The filter itself failed. */
            FAILED,
            /** The filter failed, or it refused the message in words that may be a sender's: postprox cannot tell which. */
            DOUBTFUL,
            /** The filter got no turn, or it could not be started. */
            NOT_RUN,
            /** The filter asked for what the administrator has not switched on. */
            NOT_ALLOWED
        }

        /** The fate of the message. */
        public enum Disposition {
            REFUSED_FOR_NOW,
            PASSED_UNFILTERED,
            NOT_PASSED_ON
        }
    }

    /** The next hop gave no reply to the final dot. It may have the message, and the client was told to try again. */
    record OutcomeUnknown(Handled message, String reason) implements OfMessage {}

    /**
     * The process serves sessions from now on.
     *
     * @param place   the address or the path at which clients reach it
     * @param nextHop the next hop
     * @param filter  the filter's command, if there is a filter
     */
    record Started(Mode mode, String place, String nextHop, Optional<String> filter) implements OfProcess {}

    /** The process has stopped by order. All its sessions have ended or were cut off. */
    record Stopped(Mode mode) implements OfProcess {}

    /** The mode of a process that serves many sessions. */
    enum Mode {
        /** The process listens on a socket. */
        LISTENING,
        /** Native clients hand sessions over to the process. */
        RESIDENT
    }

    /** The resident process ends, since it had no session for this time. */
    record ResidentIdle(Duration idle) implements OfProcess {}

    /** The process stops, and cuts off sessions that have not ended in time. */
    record SessionsCutOff(int sessions) implements OfProcess {}

    /**
     * Clients were told that there are too many sessions.
     *
     * @param times  the number of clients since the last such event
     * @param reason the reason for the last client
     */
    record SessionsTurnedAway(long times, String reason) implements OfProcess {}

    /**
     * Connections could not be accepted. The listener tries again.
     *
     * @param times  the number of failures since the last such event
     * @param reason the reason of the last failure
     */
    record AcceptTrouble(long times, String reason) implements OfProcess {}

    /**
     * A resident process refused sessions that native clients handed over. Those clients serve their sessions in another way.
     *
     * @param times  the number of sessions since the last such event
     * @param reason the reason for the last session
     */
    record HandoversRefused(long times, String reason) implements OfProcess {}

    /** A resident process serves fewer sessions than it should. */
    record ResidentTrouble(Obstacle obstacle, String reason) implements OfProcess {
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
    record LeftOversRemoved(int files, String directory, int processes) implements OfProcess {}

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
            implements OfProcess {}

    /**
     * A file, a directory or a socket could not be removed, although it is no longer needed.
     *
     * @param place  its path; empty if the reason has it
     * @param reason the system's reason; may be empty
     */
    record CleanUpTrouble(Remains remains, String place, String reason) implements OfProcess {
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
            PID_FILE
        }
    }

    /** A warning at the start: a setting is allowed, but administrators seldom mean it. */
    record StartWarning(Risk risk, String nextHop) implements OfProcess {
        public enum Risk {
            NO_FILTER,
            /** There are filters, but they are only observed. */
            ONLY_OBSERVED,
            UNFILTERED_ON_FAILURE,
            FILTER_IS_ROOT,
            NEXT_HOP_IS_FRONT_DOOR,
            NEXT_HOP_UNKNOWN
        }
    }

    /** The process got SIGHUP after its log file was renamed. From this event on, the log is in a new file. */
    record LogGoesOn(String file) implements OfProcess {}

    /**
     * The process got SIGHUP and has read its configuration file again.
     *
     * @param options the options that have a new value from now on
     * @param filters what has become of the filters besides that of the manual
     */
    record Reloaded(String file, List<String> options, FilterChanges filters) implements OfProcess {
        public Reloaded {
            options = List.copyOf(options);
        }
    }

    /**
     * The configuration file has new values that take effect only after a restart.
     *
     * @param options the options that have such a value
     */
    record RestartNeeded(String file, List<String> options) implements OfProcess {
        public RestartNeeded {
            options = List.copyOf(options);
        }
    }

    /** The process got SIGHUP, but it has neither a configuration file nor a log file. */
    record NothingToReload() implements OfProcess {}

    /** The process got SIGHUP and found a mistake in its configuration file. All options keep their values. */
    record ReloadRefused(String file, String reason) implements OfProcess {}

    /**
     * Lines of a log are missing, since the log was too slow or could not be written.
     *
     * @param reason the reason of the last line that could not be written; empty if the log was only too slow
     */
    record LinesLost(long lines, Optional<String> reason) implements OfProcess {}

    /** An unexpected exception, a bug in postprox, outside of any session. */
    record ProcessMistake(Throwable cause) implements OfProcess {}
}
