package postprox.log;

import postprox.event.QuarantineEvent;
import postprox.event.QuarantineEvent.Subject;
import postprox.mail.Envelope;

/** The log lines of messages in the quarantine, with the words that a message's own lines have. */
final class QuarantineLines {
    private QuarantineLines() {}

    static String of(QuarantineEvent event) {
        return words(event) + trailer(event.message());
    }

    private static String words(QuarantineEvent event) {
        String message = describe(event.message());
        return switch (event) {
            case QuarantineEvent.MessageReleased(var _, String nextHop, var reply, String remains) ->
                (remains.isEmpty() ? "" : "warning: ") + "release: " + message + ": next-hop="
                        + ProcessLines.inert(nextHop)
                        + "; reply=" + ProcessLines.inert(reply.oneLine())
                        + (remains.isEmpty() ? "" : "; it is in the quarantine still: " + ProcessLines.inert(remains));
            case QuarantineEvent.ReleaseFailed(var _, String nextHop, String reason) ->
                "warning: not released: " + message + ": next-hop=" + ProcessLines.inert(nextHop) + "; reason="
                        + ProcessLines.inert(reason);
            case QuarantineEvent.MessageDeleted _ -> "delete: " + message;
        };
    }

    private static String describe(Subject message) {
        return "id=" + message.id()
                + message.envelope()
                        .map(envelope -> describe(envelope) + ", size=" + message.size())
                        .orElse(", whose envelope cannot be read");
    }

    private static String describe(Envelope envelope) {
        return ", from=" + ProcessLines.value(envelope.sender()) + ", to="
                + ProcessLines.value(envelope.recipientSummary()) + ", rcpts="
                + envelope.recipients().size();
    }

    private static String trailer(Subject message) {
        return message.login().map(user -> "; login=" + user).orElse("")
                + message.envelope()
                        .map(envelope -> "; session=" + ProcessLines.value(envelope.session()))
                        .orElse("");
    }
}
