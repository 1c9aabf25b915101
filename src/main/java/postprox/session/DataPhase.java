package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.event.Event;
import postprox.event.Event.DeadlineOver.Stage;
import postprox.event.Event.FilterFailed.Disposition;
import postprox.event.Event.FilterFailed.Failure;
import postprox.event.Event.MessageAborted.Abort;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.event.Event.MessageDamaged.Damage;
import postprox.event.Event.NextHopTrouble.Kind;
import postprox.event.Handled;
import postprox.event.Limit;
import postprox.event.SessionEvents;
import postprox.event.Speaker;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.net.WireException;
import postprox.nexthop.Delivery;
import postprox.nexthop.KeepAlive;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.smtp.BodyType;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/**
 * One message from the first octet of its content to its answer: spool, filter, then relay or refuse. The next hop hears
 * of it only when the filter has spoken, and by DATA, however it came. For one message, on the session's thread.
 */
final class DataPhase {
    private final Surroundings surroundings;
    private final SessionSettings settings;
    private final SessionEvents events;
    private final Client client;
    private final NextHop nextHop;
    private final Envelope envelope;
    private final BodyType body;

    private long size;
    private Duration filterTime = Duration.ZERO;
    private String said = "";

    DataPhase(
            Surroundings surroundings,
            SessionEvents events,
            Client client,
            NextHop nextHop,
            Envelope envelope,
            BodyType body) {
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.events = events;
        this.client = client;
        this.nextHop = nextHop;
        this.envelope = envelope;
        this.body = body;
    }

    /**
     * Takes the message and finds it an answer.
     *
     * @throws WireException     where the client went away; the next hop does not have the message
     * @throws Content.TakenBack where the client ended it by another command; the next hop does not have it either
     */
    Reply run(Content content) throws IOException, Content.TakenBack {
        Outcome outcome = answer(content);
        if (!outcome.reply().isPositive()) {
            events.publish(new Event.MessageRefused(handled(), outcome.reply(), outcome.by()));
        }
        return outcome.reply();
    }

    private Outcome answer(Content content) throws IOException, Content.TakenBack {
        SpooledMessage message = surroundings.spool().create();
        try {
            return answer(content, message);
        } finally {
            remove(message);
        }
    }

    private Outcome answer(Content content, SpooledMessage message) throws IOException, Content.TakenBack {
        try (KeepAlive keepAlive = nextHop.keepAlive()) {
            Optional<Reply> refusal = receive(content, message, keepAlive);
            if (refusal.isPresent()) {
                keepAlive.stop().ifPresent(nextHop::lose);
                return refuse(Outcome.ours(refusal.get()));
            }
            Deadline deadline = Deadline.after(surroundings.ticker(), settings.messageDeadline());
            keepAlive.endBy(deadline);
            Verdict verdict = examine(message, deadline);
            // A refusal needs no next hop; for another verdict it is opened again.
            keepAlive.stop().ifPresent(nextHop::lose);
            return carryOut(verdict, message, deadline);
        } catch (MessageModifiedException e) {
            events.messageDamaged(Damage.EMAIL_MODIFIED);
            return refuse(Outcome.ours(Replies.EMAIL_MODIFIED));
        } catch (Delivery.EndsEarly e) {
            events.messageDamaged(Damage.ENDS_EARLY);
            return refuse(Outcome.ours(Replies.EIGHTH_BIT));
        } catch (SpoolException e) {
            return refuse(spoolFailed(e));
        } catch (NextHopLost e) {
            lose(e);
            return e.outcome();
        }
    }

    private void lose(NextHopLost loss) {
        nextHop.lose(loss);
        events.nextHop(Kind.LOST, loss.detail());
    }

    /** Takes content to its end; says why it is refused, if it is. */
    private Optional<Reply> receive(Content content, SpooledMessage message, KeepAlive keepAlive)
            throws IOException, Content.TakenBack {
        long ours = settings.limits().messageBytes();
        long theirs = nextHop.maxBytes();
        boolean theirsIsLess = theirs > 0 && (ours == 0 || theirs < ours);
        ContentSink text = new ContentSink(message, theirsIsLess ? theirs : ours, body, () -> remove(message));
        boolean whole = false;
        Abort abort = content.brokenOff();
        try {
            content.read(text);
            text.end();
            whole = true;
        } catch (Content.TakenBack e) {
            keepAlive.stop().ifPresent(nextHop::lose);
            throw e;
        } catch (WireException e) {
            abort = e.reason() == WireException.Cause.TIMEOUT ? Abort.CONTENT_TOO_SLOW : abort;
            throw e;
        } finally {
            size = text.size();
            if (text.isTooLarge()) {
                var _ = client.beyond(theirsIsLess ? Limit.NEXT_HOP_SIZE : Limit.MESSAGE_SIZE);
            }
            if (!whole) {
                events.publish(new Event.MessageAborted(handled(), abort));
            }
        }
        if (text.content().isEmpty()) {
            text.check();
        }
        return text.content();
    }

    private Verdict examine(SpooledMessage message, Deadline deadline) throws SpoolException {
        long start = surroundings.ticker().nanos();
        try {
            return surroundings.filter().examine(message, envelope, deadline.remaining());
        } finally {
            filterTime = Duration.ofNanos(surroundings.ticker().nanos() - start);
        }
    }

    private Outcome carryOut(Verdict verdict, SpooledMessage message, Deadline deadline) throws IOException {
        return switch (verdict) {
            case Verdict.NoFilter() -> passOriginal(message, deadline, FilterResult.NONE);
            case Verdict.Accept(Remarks remarks) -> {
                take(remarks);
                yield passOriginal(message, deadline, FilterResult.PASSED);
            }
            case Verdict.Replace(Remarks remarks) -> {
                take(remarks);
                yield passChanged(message, deadline);
            }
            case Verdict.Reject(Reply reply) -> refuse(new Outcome(reply, Speaker.FILTER));
            case Verdict.Postponed(String reason) -> {
                filterFailed(Failure.NOT_RUN, reason, Disposition.REFUSED_FOR_NOW);
                yield refuse(Outcome.ours(Replies.FILTER_NOT_RUN));
            }
            case Verdict.Doubtful(String reason) -> {
                filterFailed(Failure.DOUBTFUL, reason, Disposition.REFUSED_FOR_NOW);
                yield refuse(Outcome.ours(Replies.FILTER_FAILED));
            }
            case Verdict.Unfounded(SpoolException why) -> throw why;
            case Verdict.Failed(String reason) -> filterFailed(reason, message, deadline);
        };
    }

    private void take(Remarks remarks) {
        said = remarks.said();
        remarks.hint().ifPresent(events::filterRemark);
    }

    private Outcome filterFailed(String reason, SpooledMessage message, Deadline deadline) throws IOException {
        return switch (settings.failurePolicy()) {
            case PASS -> passUnfiltered(reason, message, deadline);
            case TEMPFAIL -> {
                filterFailed(Failure.FAILED, reason, Disposition.REFUSED_FOR_NOW);
                yield refuse(Outcome.ours(deadline.isOver() ? Replies.DEADLINE : Replies.FILTER_FAILED));
            }
        };
    }

    /** What became of the message is said when it is known. */
    private Outcome passUnfiltered(String reason, SpooledMessage message, Deadline deadline) throws IOException {
        boolean passed = false;
        try {
            Outcome outcome = passOriginal(message, deadline, FilterResult.FAILED);
            passed = outcome.reply().isPositive();
            return outcome;
        } finally {
            filterFailed(Failure.FAILED, reason, passed ? Disposition.PASSED_UNFILTERED : Disposition.NOT_PASSED_ON);
        }
    }

    private Outcome passOriginal(SpooledMessage message, Deadline deadline, FilterResult filtered) throws IOException {
        return pass(message.original(), LineEnds.LF, deadline, filtered);
    }

    private Outcome passChanged(SpooledMessage message, Deadline deadline) throws IOException {
        return pass(message.changed(), LineEnds.LF_OR_CRLF, deadline, FilterResult.CHANGED);
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, Deadline deadline, FilterResult filtered)
            throws IOException {
        if (deadline.isOver()) {
            events.deadlineOver(Stage.FILTER, "");
            return refuse(Outcome.ours(Replies.DEADLINE));
        }
        try {
            Outcome outcome = new Delivery(client::isGone, nextHop, settings.nextHop(), settings.strayCr(), deadline)
                    .pass(text, lineEnds, new EighthBit(body));
            if (outcome.reply().isPositive()) {
                events.publish(new Event.MessageAccepted(handled(), filtered, outcome.reply()));
            }
            return outcome;
        } catch (WireException e) {
            events.publish(new Event.MessageAborted(handled(), Abort.CLIENT_GONE));
            throw e;
        } catch (NextHopLost e) {
            if (!deadline.isOver()) {
                throw e;
            }
            nextHop.drop();
            events.deadlineOver(Stage.NEXT_HOP, e.detail());
            return Outcome.ours(Replies.DEADLINE);
        } catch (Delivery.OutcomeUnknown e) {
            events.publish(new Event.OutcomeUnknown(handled(), e.reason()));
            return Outcome.ours(Replies.OUTCOME_UNKNOWN);
        }
    }

    private Outcome refuse(Outcome outcome) {
        nextHop.abandon();
        return outcome;
    }

    private Outcome spoolFailed(SpoolException failure) {
        events.spoolTrouble(String.valueOf(failure.getMessage()));
        return Outcome.ours(StorageReplies.of(failure));
    }

    /** The answer stands, whatever becomes of the files: a later process sweeps what could not be removed. */
    private void remove(SpooledMessage message) {
        try {
            message.remove().ifPresent(events::spoolTrouble);
        } catch (SpoolException e) {
            events.spoolTrouble(String.valueOf(e.getMessage()));
        }
    }

    private void filterFailed(Failure failure, String reason, Disposition disposition) {
        events.publish(new Event.FilterFailed(handled(), failure, reason, disposition));
    }

    private Handled handled() {
        return new Handled(envelope, size, filterTime, said);
    }
}
