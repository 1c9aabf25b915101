package postprox.log;

import postprox.event.MessageEvent.FilterFailed;
import postprox.event.MessageEvent.MessageAborted;
import postprox.event.MessageEvent.MessageAccepted;
import postprox.event.ReachedLimit;
import postprox.event.SessionEvent.DeadlineOver;
import postprox.event.SessionEvent.Dialogue;
import postprox.event.SessionEvent.LoopFound;
import postprox.event.SessionEvent.MessageDamaged;
import postprox.event.SessionEvent.NextHopTrouble;
import postprox.event.Speaker;

/** The log's words for the kinds of events. They stay the same from release to release. */
final class EventWords {
    private EventWords() {}

    static String of(MessageAccepted.FilterResult result) {
        return switch (result) {
            case NONE -> "no filter";
            case PASSED -> "filter passed";
            case CHANGED -> "filter passed, message changed";
            case FAILED -> "filter failed";
        };
    }

    static String quarantineTrouble(String reason) {
        return "the quarantine cannot keep a message, which was refused for now: " + reason;
    }

    static String of(Speaker speaker) {
        return switch (speaker) {
            case FILTER -> "filter";
            case NEXT_HOP -> "next hop";
            case POSTPROX -> "postprox";
        };
    }

    static String of(MessageAborted.Abort abort) {
        return switch (abort) {
            case NO_FINAL_DOT -> "content ended without its final dot";
            case NO_LAST_CHUNK -> "content ended without BDAT LAST";
            case CONTENT_TOO_SLOW -> "content did not come in time";
            case CLIENT_GONE -> "the client went away before its message was passed on";
        };
    }

    static String of(FilterFailed.Disposition disposition, String filter, boolean isOnlyFilter) {
        return switch (disposition) {
            case REFUSED_FOR_NOW -> "the message was refused for now";
            case PASSED_UNFILTERED -> {
                if (!filter.isEmpty()) {
                    yield "the message passed without it (on-failure=tempfail prevents this)";
                }
                yield isOnlyFilter
                        ? "the message passed unfiltered (option -r prevents this)"
                        : "the message passed without it (option -r prevents this)";
            }
            case NOT_PASSED_ON -> "the message was not passed on";
        };
    }

    static String of(MessageDamaged.Damage damage) {
        return switch (damage) {
            case EMAIL_MODIFIED ->
                "the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place";
            case ENDS_EARLY -> "without its eighth bits, what the filter wrote to OUTFILE would end before its end";
        };
    }

    static String of(DeadlineOver.Stage stage) {
        return switch (stage) {
            case FILTER -> "the message's deadline was over before its filter was done (--deadline)";
            case NEXT_HOP -> "the message's deadline was over before the next hop had all of it (--deadline)";
        };
    }

    static String of(NextHopTrouble.Kind kind) {
        return switch (kind) {
            case REFUSED_CONNECTION -> "the next hop refused the connection";
            case CANNOT_CONNECT -> "cannot connect to the next hop";
            case LOST -> "next hop lost";
            case LOST_AT_COMMAND -> "next hop lost at";
            case HUNG_UP_ON_CLIENT -> "next hop hung up on the client at";
            case OPENED_AGAIN -> "next hop lost in a transaction and opened again, where it goes on";
            case ODD_REPLY -> "the next hop answered";
        };
    }

    static String of(LoopFound.Loop loop) {
        return switch (loop) {
            case TO_OURSELVES -> "mail goes round: the next hop leads back to postprox itself";
            case TO_OUR_CLIENT ->
                "mail goes round: the next hop is the server that asks postprox; "
                        + "give it the port of the after-filter server, such as 10026";
        };
    }

    static String of(ReachedLimit limit) {
        return switch (limit) {
            case COMMAND_SIZE -> "a command is longer than --command-size allows";
            case TIME -> "the client took longer than --command-timeout, or --data-timeout for content, allows";
            case MESSAGE_SIZE -> "a message is larger than --message-size allows";
            case NEXT_HOP_SIZE -> "a message is larger than the next hop takes, by the SIZE in its reply to EHLO";
            case RECIPIENTS -> "a message has as many recipients as --recipients allows";
            case RECIPIENTS_SIZE -> "the recipients of a message take as many bytes as they may";
            case RECIPIENTS_MEMORY ->
                "there is no memory for more recipients: what all sessions share, a quarter of the heap, is taken";
            case CLIENT_FACTS -> "XFORWARD or XCLIENT say more than can be remembered";
            case MEMORY ->
                "there is no memory for a long command: what all sessions share, a quarter of the heap, is taken";
        };
    }

    static String of(Dialogue.Direction direction) {
        return switch (direction) {
            case FROM_CLIENT -> "client>";
            case TO_CLIENT -> "client<";
            case FROM_NEXT_HOP -> "next hop>";
            case TO_NEXT_HOP -> "next hop<";
        };
    }
}
