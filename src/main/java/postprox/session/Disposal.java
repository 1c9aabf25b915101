package postprox.session;

import java.io.IOException;
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

/** Does with a message what was decided: passes it on or refuses it. For one message, on the session's thread. */
final class Disposal {
    private final Client client;
    private final NextHop nextHop;
    private final SessionSettings settings;
    private final BodyType body;
    private final Deadline deadline;
    private final MessageEvents events;

    Disposal(
            Client client,
            NextHop nextHop,
            SessionSettings settings,
            BodyType body,
            Deadline deadline,
            MessageEvents events) {
        this.client = client;
        this.nextHop = nextHop;
        this.settings = settings;
        this.body = body;
        this.deadline = deadline;
        this.events = events;
    }

    /**
     * Carries a decision out.
     *
     * @throws WireException       where the client has gone; the next hop does not have the message
     * @throws SpoolException      where the decision stands on nothing, or the text cannot be read or was modified
     * @throws Delivery.EndsEarly  where the next hop could take the text for ended before its end
     * @throws NextHopLost         where the next hop was lost before the final dot
     */
    Outcome carryOut(Decision decision) throws IOException {
        events.remarks(decision.remarks());
        return switch (decision) {
            case Decision.Pass(SpooledText text, LineEnds lineEnds, String words, var _) -> pass(text, lineEnds, words);
            case Decision.PassUnfiltered(SpooledText text, String reason, var _) -> passUnfiltered(text, reason);
            case Decision.Refuse(Reply reply, var _) -> refuse(new Outcome(reply, Outcome.Speaker.FILTER));
            case Decision.PutOff(NoVerdict why, var _) -> putOff(why);
        };
    }

    /** What became of the message is said when it is known. */
    private Outcome passUnfiltered(SpooledText text, String reason) throws IOException {
        boolean passed = false;
        try {
            Outcome outcome = pass(text, LineEnds.LF, "filter failed");
            passed = outcome.reply().isPositive();
            return outcome;
        } finally {
            events.filterFailed(
                    reason,
                    passed
                            ? "the message passed unfiltered (option -r prevents this)"
                            : "the message was not passed on");
        }
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, String filterResult) throws IOException {
        if (deadline.isOver()) {
            events.filterTooLate();
            return refuse(Outcome.ours(Replies.DEADLINE));
        }
        try {
            Outcome outcome = new Delivery(client::isGone, nextHop, settings.nextHop(), settings.strayCr(), deadline)
                    .pass(text, lineEnds, new EighthBit(body));
            if (outcome.reply().isPositive()) {
                events.accepted(filterResult, outcome.reply());
            }
            return outcome;
        } catch (WireException e) {
            events.aborted("the client went away before its message was passed on");
            throw e;
        } catch (NextHopLost e) {
            if (!deadline.isOver()) {
                throw e;
            }
            nextHop.drop();
            events.nextHopTooLate(e);
            return Outcome.ours(Replies.DEADLINE);
        } catch (Delivery.OutcomeUnknown e) {
            events.outcomeUnknown(e.reason());
            return Outcome.ours(Replies.OUTCOME_UNKNOWN);
        }
    }

    private Outcome putOff(NoVerdict why) throws SpoolException {
        return switch (why) {
            case NoVerdict.Failed(String reason) ->
                putOff(reason, deadline.isOver() ? Replies.DEADLINE : Replies.FILTER_FAILED);
            case NoVerdict.Postponed(String reason) -> putOff(reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.Doubtful(String reason) -> putOff(reason, Replies.FILTER_FAILED);
            case NoVerdict.Unfounded(SpoolException reason) -> throw reason;
        };
    }

    private Outcome putOff(String reason, Reply reply) {
        events.filterFailed(reason, "the message was refused for now");
        return refuse(Outcome.ours(reply));
    }

    private Outcome refuse(Outcome outcome) {
        nextHop.abandon();
        return outcome;
    }
}
