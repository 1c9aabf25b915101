package postprox.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * Something that an administrator may want to read, count or chart. An event holds data; its sentence is for whoever writes
 * it down. Strings that came over the wire have one byte a character, and reasons are in the words of those who gave them.
 */
public sealed interface Event {
    /** An event of one session. */
    sealed interface OfSession extends Event {
        /** The id that all events of the session have. */
        String session();
    }

    /** An event of one message. */
    sealed interface OfMessage extends OfSession {
        /** The message. */
        Handled message();

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
     * A session is over. That of a client who was turned away has never started.
     *
     * @param messages how often the client came as far as content
     */
    record SessionEnded(String session, String client, SessionEnd end, int messages) implements OfSession {}

    /** A client has reached a limit and was told so; a session has one such event for each limit. */
    record LimitReached(String session, String client, Limit limit) implements OfSession {}

    /**
     * A connection to the next hop could not be made, or broke.
     *
     * @param verb   the client's command at which this happened, if it was at one
     * @param detail what the next hop or the system said
     * @param end    why the session ends with it, if it does
     */
    record NextHopTrouble(String session, Kind kind, Optional<Verb> verb, String detail, Optional<SessionEnd> end)
            implements OfSession {
        public enum Kind {
            REFUSED_CONNECTION,
            CANNOT_CONNECT,
            LOST,
            LOST_AT_COMMAND,
            HUNG_UP_ON_CLIENT,
            /** It was lost in a transaction, which goes on with another connection. */
            OPENED_AGAIN,
            ODD_REPLY
        }
    }

    /** Mail would go round, so that the session ends. */
    record LoopFound(String session, Loop loop) implements OfSession {
        /** Where the next hop leads. */
        public enum Loop {
            TO_OURSELVES,
            TO_OUR_CLIENT
        }
    }

    /**
     * The time that a message may take was over, so that it is refused for now.
     *
     * @param detail how the next hop was left; empty where the message did not come so far
     */
    record DeadlineOver(String session, Stage stage, String detail) implements OfSession {
        /** What was under way. */
        public enum Stage {
            FILTER,
            NEXT_HOP
        }
    }

    /** A filter did something to a message that makes it unfit to be passed on. */
    record MessageDamaged(String session, Damage damage) implements OfSession {
        public enum Damage {
            /** The filter wrote to EMAIL, replaced or removed it. */
            EMAIL_MODIFIED,
            /** What it wrote would end early at a next hop that clears the eighth bit. */
            ENDS_EARLY
        }
    }

    /** A filter that let a message pass may not have meant what it did. */
    record FilterRemark(String session, String hint) implements OfSession {}

    /** The spool failed: its disk is full or broken, its directory is gone, or a filter exchanged what is there. */
    record SpoolTrouble(String session, String reason) implements OfSession {}

    /** A mistake of ours ended the session. */
    record Mistake(String session, Throwable cause) implements OfSession {}

    /** A line that was sent or received, without content and secrets. */
    record Dialogue(String session, Direction direction, String line) implements OfSession {
        public enum Direction {
            FROM_CLIENT,
            TO_CLIENT,
            FROM_NEXT_HOP,
            TO_NEXT_HOP
        }
    }

    /**
     * The next hop took a message.
     *
     * @param reply the next hop's
     */
    record MessageAccepted(Handled message, FilterResult filterResult, Reply reply) implements OfMessage {
        /** What a filter made of it. */
        public enum FilterResult {
            /** There is no filter. */
            NONE,
            PASSED,
            CHANGED,
            FAILED
        }
    }

    /** A message was refused, for now or for good. */
    record MessageRefused(Handled message, Reply reply, Speaker by) implements OfMessage {}

    /** A client gave a message up before it had an answer; the next hop does not have it. */
    record MessageAborted(Handled message, Abort abort) implements OfMessage {
        public enum Abort {
            NO_FINAL_DOT,
            NO_LAST_CHUNK,
            CONTENT_TOO_SLOW,
            CLIENT_GONE
        }
    }

    /** A message got no verdict. */
    record FilterFailed(Handled message, Failure failure, String reason, Disposition disposition) implements OfMessage {
        public enum Failure {
            /** The filter itself failed. */
            FAILED,
            /** It failed, or refused the message in a sender's words. */
            DOUBTFUL,
            /** There was no turn for it, or it could not be started. */
            NOT_RUN
        }

        /** What became of the message. */
        public enum Disposition {
            REFUSED_FOR_NOW,
            PASSED_UNFILTERED,
            NOT_PASSED_ON
        }
    }

    /** The final dot went out and no answer came back: the next hop may have the message, and the client keeps it. */
    record OutcomeUnknown(Handled message, String reason) implements OfMessage {}

    /**
     * The process serves from now on.
     *
     * @param place   the address or the path that it is reached at
     * @param nextHop where its mail goes
     * @param filter  its command, if there is one
     */
    record Started(Mode mode, String place, String nextHop, Optional<String> filter) implements OfProcess {}

    /** The process was told to stop, and all its sessions have ended or were cut off. */
    record Stopped(Mode mode) implements OfProcess {}

    /** What a process is that serves many sessions. */
    enum Mode {
        /** It listens on a socket. */
        LISTENING,
        /** Native clients hand sessions over to it. */
        RESIDENT
    }

    /** There was no session for so long that the resident process ends. */
    record ResidentIdle(Duration idle) implements OfProcess {}

    /** The process stops, and some sessions have not come to an end in time. */
    record SessionsCutOff(int sessions) implements OfProcess {}

    /**
     * Clients were told that there are too many sessions.
     *
     * @param times  how many, since the event before
     * @param reason that of the last one
     */
    record SessionsTurnedAway(long times, String reason) implements OfProcess {}

    /**
     * Connections could not be accepted; we try again.
     *
     * @param times  how often, since the event before
     * @param reason that of the last time
     */
    record AcceptTrouble(long times, String reason) implements OfProcess {}

    /**
     * A resident process refused to serve sessions that were handed over; their native clients serve them in another way.
     *
     * @param times  how many, since the event before
     * @param reason that of the last one
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
     * @param directory where they were
     * @param processes how many processes of their filters were killed
     */
    record LeftOversRemoved(int files, String directory, int processes) implements OfProcess {}

    /**
     * Something that should go stays.
     *
     * @param place  its path; empty where the reason names it
     * @param reason what the system says; may be empty
     */
    record CleanUpTrouble(Remains remains, String place, String reason) implements OfProcess {
        /** What it is. */
        public enum Remains {
            /** The spool's directory, or a look at those that others left. */
            SPOOL,
            /** What a killed process left. */
            LEFT_OVER,
            /** A directory of which nobody can tell whether it is in use. */
            UNCLEAR_DIRECTORY,
            /** What is hidden among too many names of others in a directory. */
            HIDDEN_AMONG_OTHERS,
            /** The sockets of dead resident processes in a directory. */
            RESIDENT_SOCKETS,
            /** The socket of this resident process. */
            RESIDENT_SOCKET,
            LISTENING_SOCKET,
            PID_FILE
        }
    }

    /** Something that is allowed and seldom meant. */
    record StartWarning(Risk risk, String nextHop) implements OfProcess {
        public enum Risk {
            NO_FILTER,
            UNFILTERED_ON_FAILURE,
            FILTER_IS_ROOT,
            NEXT_HOP_IS_FRONT_DOOR,
            NEXT_HOP_UNKNOWN
        }
    }

    /** The process was told by SIGHUP that its log file was renamed: from this line on the log is in a new one. */
    record LogGoesOn(String file) implements OfProcess {}

    /**
     * The process was told by SIGHUP to read its configuration file again, and did.
     *
     * @param options those whose new values hold from now on
     */
    record Reloaded(String file, List<String> options) implements OfProcess {
        public Reloaded {
            options = List.copyOf(options);
        }
    }

    /**
     * The configuration file has values that hold after the next start alone.
     *
     * @param options those that have such values
     */
    record RestartNeeded(String file, List<String> options) implements OfProcess {
        public RestartNeeded {
            options = List.copyOf(options);
        }
    }

    /** The process was told to read its configuration file again, and something is wrong there: all is as before. */
    record ReloadRefused(String file, String reason) implements OfProcess {}

    /** A log did not keep up, or could not be written, and some of its lines are missing. */
    record LinesLost(long lines) implements OfProcess {}

    /** A mistake of ours outside any session. */
    record ProcessMistake(Throwable cause) implements OfProcess {}
}
