package postprox.session;

import java.io.IOException;
import java.util.Optional;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.FilterFailed.Failure;
import postprox.event.MessageEvent.MessageAborted.Abort;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.SessionEvent.DeadlineOver.Stage;
import postprox.event.SessionEvents;
import postprox.event.Speaker;
import postprox.filter.Decision;
import postprox.filter.NoVerdict;
import postprox.filter.Proceedings;
import postprox.mail.Envelope;
import postprox.net.WireException;
import postprox.nexthop.Delivery;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.nexthop.ReplayableTransaction;
import postprox.quarantine.Quarantine;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/** Carries out the decision about one message: passes it on, refuses it, or has {@link OwnAnswer} take it. For the session's thread. */
final class MessageAnswer {
    private final Client client;
    private final NextHop nextHop;
    private final SessionServices services;
    private final Deadline deadline;
    private final SessionEvents events;
    private final MessageEvents messageEvents;
    private final SpooledMessage message;
    private final Envelope envelope;
    private final ReplayableTransaction transaction;

    /**
     * Prepares an answer.
     *
     * @param message the message as it came from the client, whatever filters have made of it
     */
    MessageAnswer(
            Client client,
            NextHop nextHop,
            SessionServices services,
            Deadline deadline,
            SessionEvents events,
            MessageEvents messageEvents,
            SpooledMessage message,
            Envelope envelope,
            ReplayableTransaction transaction) {
        this.client = client;
        this.nextHop = nextHop;
        this.services = services;
        this.deadline = deadline;
        this.events = events;
        this.messageEvents = messageEvents;
        this.message = message;
        this.envelope = envelope;
        this.transaction = transaction;
    }

    /** Makes an outcome that is not the next hop's. */
    @FunctionalInterface
    private interface Answering {
        Outcome outcome() throws IOException;
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
        messageEvents.examined(decision.proceedings());
        Disposition failed = Disposition.NOT_PASSED_ON;
        try {
            Outcome outcome = outcome(decision);
            // A message that was kept aside or thrown away has not passed, although its client may hear 250.
            boolean hasPassed =
                    outcome instanceof Outcome.Answered && outcome.reply().isPositive();
            failed = hasPassed ? Disposition.PASSED_UNFILTERED : failed;
            return outcome;
        } finally {
            // These events come last, since they say whether the message has passed.
            for (Proceedings.Failure failure : decision.proceedings().failures()) {
                messageEvents.filterFailed(failure.filter(), Failure.FAILED, failure.reason(), failed);
            }
        }
    }

    private Outcome outcome(Decision decision) throws IOException {
        return switch (decision) {
            case Decision.Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, var _) ->
                pass(text, lineEnds, filtered);
            case Decision.Refuse(Reply reply, Speaker by, var _) -> refuse(new Outcome.Answered(reply, by));
            case Decision.KeepAside keepAside -> keepAside(keepAside);
            case Decision.ThrowAway throwAway -> throwAway(throwAway);
            case Decision.PutOff(String filter, NoVerdict why, var _) -> putOff(filter, why);
        };
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, FilterResult filtered) throws IOException {
        if (deadline.isOver()) {
            events.deadlineOver(Stage.FILTER, "");
            return refuse(Outcome.ours(Replies.DEADLINE));
        }
        try {
            Outcome outcome = new Delivery(
                            client::isGone, nextHop, services.config().strayCr(), deadline)
                    .pass(text, lineEnds, new EighthBit(transaction.body()));
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

    private Outcome keepAside(Decision.KeepAside decision) throws IOException {
        Optional<Quarantine> quarantine = services.quarantine();
        return quarantine.isPresent()
                ? answered(() -> ownAnswer().keepAside(decision, quarantine.get()))
                : notAllowed(decision.filter(), "it asks for quarantine, which is off; --quarantine switches it on");
    }

    private Outcome throwAway(Decision.ThrowAway decision) throws IOException {
        return services.config().discards()
                ? answered(() -> ownAnswer().throwAway(decision))
                : notAllowed(
                        decision.filter(), "it asks to discard the message, which is off; --discard switches it on");
    }

    /** Made here and not handed in, so that no session loads the class unless it needs it. */
    private OwnAnswer ownAnswer() {
        return new OwnAnswer(client, message, envelope, transaction, deadline, events, messageEvents);
    }

    private Outcome notAllowed(String filter, String reason) {
        return putOff(filter, Failure.NOT_ALLOWED, reason, Replies.FILTER_FAILED);
    }

    /** Answers without the next hop, which then forgets the envelope. */
    private Outcome answered(Answering answering) throws IOException {
        try {
            return refuse(answering.outcome());
        } catch (WireException e) {
            messageEvents.aborted(Abort.CLIENT_GONE);
            throw e;
        }
    }

    private Outcome putOff(String filter, NoVerdict why) throws SpoolException {
        return switch (why) {
            case NoVerdict.Failed(String reason) ->
                putOff(filter, Failure.FAILED, reason, deadline.isOver() ? Replies.DEADLINE : Replies.FILTER_FAILED);
            case NoVerdict.Postponed(String reason) -> putOff(filter, Failure.NOT_RUN, reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.TooLarge(String reason) -> putOff(filter, Failure.NOT_RUN, reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.Doubtful(String reason) -> putOff(filter, Failure.DOUBTFUL, reason, Replies.FILTER_FAILED);
            case NoVerdict.NotAllowed(String reason) ->
                putOff(filter, Failure.NOT_ALLOWED, reason, Replies.FILTER_FAILED);
            case NoVerdict.Unfounded(SpoolException reason) -> throw reason;
        };
    }

    private Outcome putOff(String filter, Failure failure, String reason, Reply reply) {
        messageEvents.filterFailed(filter, failure, reason, Disposition.REFUSED_FOR_NOW);
        return refuse(Outcome.ours(reply));
    }

    private Outcome refuse(Outcome outcome) {
        nextHop.abandon();
        return outcome;
    }
}
