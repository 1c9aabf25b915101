package postprox.command;

import java.util.StringJoiner;
import postprox.json.JsonObject;

/**
 * The words of an event of the log in JSON as the log for people has them, so far as the page of explanations is found by them. Its first
 * words are those of that log, and the reasons in the event follow.
 */
final class EventWording {
    private EventWording() {}

    static String of(JsonObject event) {
        StringJoiner words = new StringJoiner("; ");
        words.add(beginning(event));
        for (String name : new String[] {"reason", "detail", "hint", "cause"}) {
            if (!event.text(name).isEmpty()) {
                words.add(event.text(name));
            }
        }
        return words.toString();
    }

    private static String beginning(JsonObject event) {
        String reply = event.text("reply");
        return switch (event.text("event")) {
            case "message_accepted" ->
                "accept: x: "
                        + switch (event.text("filter_result")) {
                            case "none" -> "no filter";
                            case "failed" -> "filter failed";
                            default -> "filter passed";
                        }
                        + "; reply=" + reply;
            case "message_refused" -> "reject: x: " + reply + "; by=" + event.text("by");
            case "message_quarantined" -> "quarantine: x: id=x; by=filter x (x); reply=" + reply;
            case "message_discarded" -> "discard: x: by=filter x (x); reply=" + reply;
            case "message_aborted" -> "abort: x: " + abort(event.text("abort")) + "; nothing was passed on";
            case "filter_failed" ->
                "warning: filter failed: " + event.text("reason") + "; " + fate(event.text("disposition"));
            case "outcome_unknown" ->
                "warning: outcome unknown: x: no reply to the final dot (" + event.text("reason") + ")";
            case "session_started" -> "connect: client=" + event.text("client");
            case "session_ended" -> "disconnect: client=x, messages=0, reason=x";
            case "sessions_turned_away" -> "warning: sessions turned away: x; ";
            case "limit_reached" -> "warning: limit reached: x; client=";
            case "next_hop_trouble" -> trouble(event.text("kind"));
            case "spool_trouble", "filter_remark", "directory_shut" -> "warning: ";
            default -> event.text("event").replace('_', ' ');
        };
    }

    private static String abort(String word) {
        return switch (word) {
            case "no_final_dot" -> "content ended without its final dot";
            case "no_last_chunk" -> "content ended without BDAT LAST";
            case "content_too_slow" -> "content did not come in time";
            default -> "the client went away before its message was passed on";
        };
    }

    private static String fate(String disposition) {
        return switch (disposition) {
            case "refused_for_now" -> "the message was refused for now";
            case "passed_unfiltered" -> "the message passed unfiltered (option -r prevents this)";
            default -> "the message was not passed on";
        };
    }

    private static String trouble(String kind) {
        return switch (kind) {
            case "refused_connection" -> "warning: the next hop refused the connection: ";
            case "cannot_connect" -> "warning: cannot connect to the next hop: ";
            case "lost_at_command" -> "warning: next hop lost at x: ";
            case "hung_up_on_client" -> "warning: next hop hung up on the client at x: ";
            case "opened_again" -> "warning: next hop lost in a transaction and opened again, where it goes on: ";
            case "odd_reply" -> "warning: the next hop answered x with: ";
            default -> "warning: next hop lost: ";
        };
    }
}
