package postprox.session;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import postprox.event.Event;
import postprox.event.Event.FilterFailed.Disposition;
import postprox.event.Event.FilterFailed.Failure;
import postprox.event.Event.MessageAborted.Abort;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.event.Handled;
import postprox.event.SessionEvents;
import postprox.filter.Remarks;
import postprox.mail.Envelope;
import postprox.nexthop.Outcome;
import postprox.smtp.Reply;

/** The events of one message, each with what is known of it by then. On the session's thread. */
final class MessageEvents {
    private final SessionEvents events;
    private final Envelope envelope;
    private long size;
    private Duration filterTime = Duration.ZERO;
    private String said = "";

    MessageEvents(SessionEvents events, Envelope envelope) {
        this.events = events;
        this.envelope = envelope;
    }

    /** So much of it came. */
    void received(long bytes) {
        size = bytes;
    }

    /** Its filters took so long. */
    void examined(Duration time) {
        filterTime = time;
    }

    /** What there is to say about the filters that let it pass. */
    void remarks(List<Remarks> remarks) {
        said = remarks.stream()
                .map(Remarks::said)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        remarks.forEach(one -> one.hint().ifPresent(events::filterRemark));
    }

    /** A filter failed, or could not be asked. */
    void filterFailed(Failure failure, String reason, Disposition disposition) {
        events.publish(new Event.FilterFailed(handled(), failure, reason, disposition));
    }

    /** The next hop took it. */
    void accepted(FilterResult filtered, Reply reply) {
        events.publish(new Event.MessageAccepted(handled(), filtered, reply));
    }

    /** It was refused. */
    void refused(Outcome outcome) {
        events.publish(new Event.MessageRefused(handled(), outcome.reply(), outcome.by()));
    }

    /** The client gave it up before it had an answer. */
    void aborted(Abort abort) {
        events.publish(new Event.MessageAborted(handled(), abort));
    }

    /** The final dot has gone, and there is no answer. */
    void outcomeUnknown(String reason) {
        events.publish(new Event.OutcomeUnknown(handled(), reason));
    }

    private Handled handled() {
        return new Handled(envelope, size, filterTime, said);
    }
}
