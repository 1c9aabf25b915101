package postprox.event;

import java.util.Optional;
import postprox.smtp.Verb;

/**
 * An event of one session. What becomes of a message is a {@link MessageEvent}. Since that has a file of its own, Java wants all kinds
 * to be listed.
 */
public sealed interface SessionEvent extends Event
        permits MessageEvent,
                SessionEvent.SessionStarted,
                SessionEvent.SessionEnded,
                SessionEvent.LimitReached,
                SessionEvent.NextHopTrouble,
                SessionEvent.LoopFound,
                SessionEvent.DeadlineOver,
                SessionEvent.MessageDamaged,
                SessionEvent.FilterRemark,
                SessionEvent.DirectoryShut,
                SessionEvent.SpoolTrouble,
                SessionEvent.QuarantineTrouble,
                SessionEvent.Mistake,
                SessionEvent.Dialogue {
    /** The session's id. All events of a session have the same. */
    String session();

    /**
     * A client has connected.
     *
     * @param balancer the balancer that has passed the connection on; empty if there is none
     */
    record SessionStarted(String session, String client, Optional<Balancer> balancer) implements SessionEvent {}

    /**
     * A session has ended. A client that was turned away gets this event without {@link SessionStarted}.
     *
     * @param messages the number of times that the client began to send content
     */
    record SessionEnded(String session, String client, SessionEnd end, int messages) implements SessionEvent {}

    /** A client has reached a limit, and its reply told it so. A session has at most one such event for each limit. */
    record LimitReached(String session, String client, ReachedLimit limit) implements SessionEvent {}

    /**
     * A connection to the next hop could not be made or was lost, or the next hop gave an unexpected reply.
     *
     * @param verb   the client's command at which this happened, if it happened at a command
     * @param detail the words of the next hop or of the system
     * @param end    the reason why the session ends too, if it does
     */
    record NextHopTrouble(String session, Kind kind, Optional<Verb> verb, String detail, Optional<SessionEnd> end)
            implements SessionEvent {
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
    record LoopFound(String session, Loop loop) implements SessionEvent {
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
    record DeadlineOver(String session, Stage stage, String detail) implements SessionEvent {
        /** The stage at which the deadline was over. */
        public enum Stage {
            FILTER,
            NEXT_HOP
        }
    }

    /** A filter has changed a message in a way that postprox must not pass on. */
    record MessageDamaged(String session, Damage damage) implements SessionEvent {
        public enum Damage {
            /** The filter wrote to EMAIL, replaced or removed it. */
            EMAIL_MODIFIED,
            /** The filter's text would end early at a next hop that clears the eighth bit. */
            ENDS_EARLY
        }
    }

    /** A filter has let a message pass, but it may not have meant its result, such as an empty OUTFILE that it wrote. */
    record FilterRemark(String session, String hint) implements SessionEvent {}

    /**
     * A filter shut the spool's directory (chmod). postprox has opened the directory again, and the message's files are removed.
     *
     * @param detail the directory, in words
     */
    record DirectoryShut(String session, String detail) implements SessionEvent {}

    /** The spool failed: its disk is full or broken, its directory is gone, or a filter has exchanged its files. */
    record SpoolTrouble(String session, String reason) implements SessionEvent {}

    /** The quarantine could not keep a message: it is full, or its disk failed. The client was told to try again later. */
    record QuarantineTrouble(String session, String reason) implements SessionEvent {}

    /** An unexpected exception, a bug in postprox, ended the session. */
    record Mistake(String session, Throwable cause) implements SessionEvent {}

    /** A command or a reply was sent or received. The line has no secrets, and content is no part of the dialogue. */
    record Dialogue(String session, Direction direction, String line) implements SessionEvent {
        public enum Direction {
            FROM_CLIENT,
            TO_CLIENT,
            FROM_NEXT_HOP,
            TO_NEXT_HOP
        }
    }
}
