package postprox.session;

import java.util.Optional;
import postprox.event.ReachedLimit;
import postprox.smtp.Line;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/** The replies to a client that has reached a limit. */
final class LimitReplies {
    private LimitReplies() {}

    /** The reply to a client that has reached a limit. */
    static Reply of(ReachedLimit limit) {
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

    /** The limit that kept a line from being read whole; empty if the line was read whole. */
    static Optional<ReachedLimit> reachedBy(Line.Form form) {
        return switch (form) {
            case WHOLE -> Optional.empty();
            case TOO_LONG -> Optional.of(ReachedLimit.COMMAND_SIZE);
            case NO_ROOM -> Optional.of(ReachedLimit.MEMORY);
        };
    }
}
