package postprox.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.event.FilterNote;
import postprox.event.FilterNote.Said;
import postprox.event.HandedOver;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.FilterFailed.Failure;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.SessionEvents;
import postprox.filter.Proceedings;
import postprox.mail.Envelope;
import postprox.nexthop.Outcome;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Publishes the events of one message, each with the facts that are known by then. For the session's thread. */
final class MessageEvents {
    private final SessionEvents events;
    private final Envelope envelope;
    private long size;
    private final Ticker ticker;
    private final long begin;
    private long received;
    private boolean isWhole;
    private Duration filterTime = Duration.ZERO;
    private String filterWords = "";
    private List<FilterNote> notes = List.of();

    /** Begins when the client is about to send content. */
    MessageEvents(SessionEvents events, Envelope envelope, Ticker ticker) {
        this.events = events;
        this.envelope = envelope;
        this.ticker = ticker;
        this.begin = ticker.nanos();
        this.received = begin;
    }

    /** Notes that content has come, of this size, and that it has ended or was broken off. */
    void received(long bytes, boolean whole) {
        size = bytes;
        received = ticker.nanos();
        isWhole = whole;
    }

    /** Notes the time that the filters took. */
    void examined(Duration time) {
        filterTime = time;
    }

    /** Notes what the filters said, and publishes the hints about those that let the message pass. */
    void examined(Proceedings proceedings) {
        notes = proceedings.notes();
        filterWords = proceedings.notes().stream()
                .filter(note -> note.filter().isEmpty() && (note.said() == Said.PASS || note.said() == Said.EDIT))
                .map(FilterNote::words)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        proceedings.remarks().forEach(remark -> remark.hint().ifPresent(events::filterRemark));
    }

    /** Publishes that a filter failed or could not run. */
    void filterFailed(String filter, Failure failure, String reason, Disposition disposition) {
        events.publish(new MessageEvent.FilterFailed(handled(), filter, failure, reason, disposition));
    }

    /** Publishes that the next hop accepted the message. */
    void accepted(FilterResult filtered, Reply reply) {
        events.publish(new MessageEvent.MessageAccepted(handled(), filtered, reply));
    }

    /** Publishes that the message was refused. */
    void refused(Outcome.Answered outcome) {
        events.publish(new MessageEvent.MessageRefused(handled(), outcome.reply(), outcome.by()));
    }

    /** Publishes that the message is kept aside. */
    void quarantined(String filter, String reason, String id, Reply reply) {
        events.publish(new MessageEvent.MessageQuarantined(handled(), filter, reason, id, reply));
    }

    /** Hands over that the message is thrown away; empty if the log does not have the line when the deadline is over. */
    Optional<HandedOver> discarded(String filter, String reason, Deadline deadline) {
        return events.handOver(new MessageEvent.MessageDiscarded(handled(), filter, reason), deadline);
    }

    /** Publishes that the client gave the message up before it had an answer. */
    void aborted(Abort abort) {
        events.publish(new MessageEvent.MessageAborted(handled(), abort));
    }

    /** Publishes that no answer came after the final dot. */
    void outcomeUnknown(String reason) {
        events.publish(new MessageEvent.OutcomeUnknown(handled(), reason));
    }

    private Handled handled() {
        return new Handled(envelope, size, phases(), filterWords, notes);
    }

    private Phases phases() {
        Duration whole = isWhole ? Duration.ofNanos(ticker.nanos() - received) : Duration.ZERO;
        return new Phases(Duration.ofNanos(received - begin), filterTime, whole);
    }
}
