package postprox.session;

import postprox.event.ReachedLimit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** Chooses among postprox's own {@link Replies}. */
public final class ReplyChoice {
    private ReplyChoice() {}

    /** The reply to a client that has reached a limit. */
    static Reply at(ReachedLimit limit) {
        return switch (limit) {
            case COMMAND_SIZE -> Replies.LINE_TOO_LONG;
            case TIME -> Replies.TIMEOUT;
            case MESSAGE_SIZE, NEXT_HOP_SIZE -> Replies.TOO_LARGE;
            case RECIPIENTS, RECIPIENTS_SIZE -> Replies.TOO_MANY_RECIPIENTS;
            case RECIPIENTS_MEMORY -> Replies.NO_ROOM_FOR_RECIPIENTS;
            case CLIENT_FACTS -> Replies.TOO_MANY_CLIENT_FACTS;
            case MEMORY -> Replies.NO_ROOM;
        };
    }

    /** The reply to a message that the spool could not keep. */
    public static Reply after(SpoolException failure) {
        return failure.isDiskFull() ? Replies.DISK_FULL : Replies.SPOOL_FAILED;
    }
}
