package postprox.session;

import java.io.IOException;
import postprox.event.Event.DeadlineOver.Stage;
import postprox.event.Event.FilterFailed.Disposition;
import postprox.event.Event.FilterFailed.Failure;
import postprox.event.Event.MessageAborted.Abort;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.event.SessionEvents;
import postprox.event.Speaker;
import postprox.filter.Decision;
import postprox.filter.NoVerdict;
import postprox.net.WireException;
import postprox.nexthop.Delivery;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.smtp.BodyType;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/** Carries out the decision about one message: passes it on or refuses it. For the session's thread. */
final class MessageAnswer {
    private final Client client;
    private final NextHop nextHop;
    private final SessionConfig config;
    private final BodyType body;
    private final Deadline deadline;
    private final SessionEvents events;
    private final MessageEvents messageEvents;

    MessageAnswer(
            Client client,
            NextHop nextHop,
            SessionConfig config,
            BodyType body,
            Deadline deadline,
            SessionEvents events,
            MessageEvents messageEvents) {
        this.client = client;
        this.nextHop = nextHop;
        this.config = config;
        this.body = body;
        this.deadline = deadline;
        this.events = events;
        this.messageEvents = messageEvents;
    }

    /**
     * Carries a decision out.
     *
     * @throws WireException      if the client has gone; the next hop does not have the message
     * @throws SpoolException     if the decision is {@link NoVerdict.Unfounded}, or the text cannot be read or was modified
     * @throws Delivery.EndsEarly if the next hop could see an end of content before the end of the text
     * @throws NextHopLost        if the next hop was lost before the final dot
     */
    Outcome to(Decision decision) throws IOException {
        messageEvents.remarks(decision.remarks());
        return switch (decision) {
            case Decision.Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, var _) ->
                pass(text, lineEnds, filtered);
            case Decision.PassUnfiltered(SpooledText text, String reason, var _) -> passUnfiltered(text, reason);
            case Decision.Refuse(Reply reply, var _) -> refuse(new Outcome(reply, Speaker.FILTER));
            case Decision.PutOff(NoVerdict why, var _) -> putOff(why);
        };
    }

    /**
     * Passes the message unfiltered. The event of the failed filter comes last, since it says whether the message has passed.
     */
    private Outcome passUnfiltered(SpooledText text, String reason) throws IOException {
        boolean passed = false;
        try {
            Outcome outcome = pass(text, LineEnds.LF, FilterResult.FAILED);
            passed = outcome.reply().isPositive();
            return outcome;
        } finally {
            messageEvents.filterFailed(
                    Failure.FAILED, reason, passed ? Disposition.PASSED_UNFILTERED : Disposition.NOT_PASSED_ON);
        }
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, FilterResult filtered) throws IOException {
        if (deadline.isOver()) {
            events.deadlineOver(Stage.FILTER, "");
            return refuse(Outcome.ours(Replies.DEADLINE));
        }
        try {
            Outcome outcome = new Delivery(client::isGone, nextHop, config.strayCr(), deadline)
                    .pass(text, lineEnds, new EighthBit(body));
            client.owe(outcome.reply());
            if (outcome.reply().isPositive()) {
                messageEvents.accepted(filtered, outcome.reply());
            }
            return outcome;
        } catch (WireException e) {
            messageEvents.aborted(Abort.CLIENT_GONE);
            throw e;
        } catch (NextHopLost e) {
            if (!deadline.isOver()) {
                throw e;
            }
            nextHop.lose(e);
            events.deadlineOver(Stage.NEXT_HOP, e.detail());
            return Outcome.ours(Replies.DEADLINE);
        } catch (Delivery.OutcomeUnknown e) {
            messageEvents.outcomeUnknown(e.reason());
            return Outcome.ours(Replies.OUTCOME_UNKNOWN);
        }
    }

    private Outcome putOff(NoVerdict why) throws SpoolException {
        return switch (why) {
            case NoVerdict.Failed(String reason) ->
                putOff(Failure.FAILED, reason, deadline.isOver() ? Replies.DEADLINE : Replies.FILTER_FAILED);
            case NoVerdict.Postponed(String reason) -> putOff(Failure.NOT_RUN, reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.Doubtful(String reason) -> putOff(Failure.DOUBTFUL, reason, Replies.FILTER_FAILED);
            case NoVerdict.Unfounded(SpoolException reason) -> throw reason;
        };
    }

    private Outcome putOff(Failure failure, String reason, Reply reply) {
        messageEvents.filterFailed(failure, reason, Disposition.REFUSED_FOR_NOW);
        return refuse(Outcome.ours(reply));
    }

    private Outcome refuse(Outcome outcome) {
        nextHop.abandon();
        return outcome;
    }
}
