package postprox.session;

import postprox.nexthop.ReplayCapacity;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/** What a client can come up against within its session: what it is told, and what the log says, once a session. */
enum Limit {
    COMMAND_SIZE("a command is longer than --command-size allows"),
    TIME("the client took longer than --command-timeout, or --data-timeout for content, allows"),
    MESSAGE_SIZE("a message is larger than --message-size allows"),
    NEXT_HOP_SIZE("a message is larger than the next hop takes, by the SIZE in its reply to EHLO"),
    RECIPIENTS("a message has as many recipients as --recipients allows"),
    RECIPIENTS_SIZE("the recipients of a message take as many bytes as they may"),
    RECIPIENTS_MEMORY(
            "there is no memory for more recipients: what all sessions share, a quarter of the heap, is taken"),
    CLIENT_FACTS("XFORWARD or XCLIENT say more than can be remembered"),
    MEMORY("there is no memory for a long command: what all sessions share, a quarter of the heap, is taken");

    private final String text;

    Limit(String text) {
        this.text = text;
    }

    /** The limit that what is remembered for the next hop has come up against. */
    static Limit of(ReplayCapacity exceeded) {
        return switch (exceeded) {
            case CLIENT_FACTS -> CLIENT_FACTS;
            case MEMORY -> MEMORY;
        };
    }

    /** What the log says. */
    String text() {
        return text;
    }

    /** What the client hears. */
    Reply reply() {
        return switch (this) {
            case COMMAND_SIZE -> Replies.LINE_TOO_LONG;
            case TIME -> Replies.TIMEOUT;
            case MESSAGE_SIZE, NEXT_HOP_SIZE -> Replies.TOO_LARGE;
            case RECIPIENTS, RECIPIENTS_SIZE -> Replies.TOO_MANY_RECIPIENTS;
            case RECIPIENTS_MEMORY -> Replies.NO_ROOM_FOR_RECIPIENTS;
            case CLIENT_FACTS -> Replies.TOO_MANY_CLIENT_FACTS;
            case MEMORY -> Replies.NO_ROOM;
        };
    }
}
