package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.event.SessionEvent.MessageDamaged.Damage;
import postprox.event.SessionEvent.NextHopTrouble.Kind;
import postprox.event.SessionEvents;
import postprox.filter.Allowance;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.LargestContent;
import postprox.filter.Origin;
import postprox.mail.Envelope;
import postprox.net.WireException;
import postprox.nexthop.Delivery;
import postprox.nexthop.KeepAlive;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.nexthop.ReplayableTransaction;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/**
 * The work on one message, from the first octet of its content to its answer: {@link Reception}, the {@link Decision} of its
 * filters, and {@link MessageAnswer}, which carries that out. The next hop hears of the message when the filters have answered, and
 * by DATA even if it came by BDAT. For the session's thread.
 */
final class DataPhase {
    private final SessionServices services;
    private final Origin origin;
    private final Client client;
    private final NextHop nextHop;
    private final Envelope envelope;
    private final ReplayableTransaction transaction;
    private final SessionEvents events;
    private final MessageEvents messageEvents;
    private final LargestContent largest;
    private final Reception reception;

    DataPhase(
            SessionServices services,
            Origin origin,
            SessionEvents events,
            Client client,
            NextHop nextHop,
            Envelope envelope,
            ReplayableTransaction transaction) {
        this.services = services;
        this.origin = origin;
        this.client = client;
        this.nextHop = nextHop;
        this.envelope = envelope;
        this.transaction = transaction;
        this.events = events;
        this.messageEvents = new MessageEvents(events, envelope, services.ticker());
        this.largest = LargestContent.of(client.maxBytes(), nextHop.maxBytes());
        this.reception = new Reception(client, nextHop, messageEvents, largest);
    }

    /**
     * Takes the message and finds its answer.
     *
     * @throws WireException     if the client has gone; the next hop does not have the message
     * @throws Content.TakenBack if the client ended the message by another command; the next hop does not have it either
     */
    Reply run(Content content) throws IOException, Content.TakenBack {
        SpooledMessage message = services.spool().create();
        MessageInHand inHand = new MessageInHand(envelope, message, services.ticker());
        services.overview().begin(inHand);
        Outcome outcome;
        try {
            outcome = answer(content, message, inHand);
        } finally {
            services.overview().end(inHand);
            remove(message);
        }
        if (outcome instanceof Outcome.Answered answered && !answered.reply().isPositive()) {
            messageEvents.refused(answered);
        }
        return outcome.reply();
    }

    private Outcome answer(Content content, SpooledMessage message, MessageInHand inHand)
            throws IOException, Content.TakenBack {
        try (KeepAlive keepAlive = nextHop.keepAlive()) {
            Optional<Reply> refusal =
                    reception.receive(content, message, transaction.body(), () -> remove(message), keepAlive);
            if (refusal.isPresent()) {
                keepAlive.stop().ifPresent(nextHop::lose);
                return refuse(refusal.get());
            }
            Deadline deadline =
                    Deadline.after(services.ticker(), services.config().messageDeadline());
            keepAlive.endBy(deadline);
            inHand.at(MessageInHand.Step.FILTERING);
            Decision decision = examine(message, deadline, inHand);
            inHand.at(MessageInHand.Step.ANSWERING);
            // A loss is no matter yet: a refusal needs no next hop, and Delivery opens another connection.
            keepAlive.stop().ifPresent(nextHop::lose);
            return messageAnswer(message, deadline).to(decision);
        } catch (MessageModifiedException e) {
            events.messageDamaged(Damage.EMAIL_MODIFIED);
            return refuse(Replies.EMAIL_MODIFIED);
        } catch (Delivery.EndsEarly e) {
            events.messageDamaged(Damage.ENDS_EARLY);
            return refuse(Replies.EIGHTH_BIT);
        } catch (SpoolException e) {
            events.spoolTrouble(String.valueOf(e.getMessage()));
            return refuse(ReplyChoice.after(e));
        } catch (NextHopLost e) {
            nextHop.lose(e);
            events.nextHop(Kind.LOST, e.detail());
            return e.outcome();
        }
    }

    private Decision examine(SpooledMessage message, Deadline deadline, MessageInHand inHand) throws SpoolException {
        long start = services.ticker().nanos();
        try {
            Examination examination = new Examination(message, envelope, Allowance.until(deadline), origin, largest);
            return services.chain().examine(examination, services.config().strayCr(), inHand::examinedBy);
        } finally {
            messageEvents.examined(Duration.ofNanos(services.ticker().nanos() - start));
        }
    }

    private MessageAnswer messageAnswer(SpooledMessage message, Deadline deadline) {
        return new MessageAnswer(
                client, nextHop, services, deadline, events, messageEvents, message, envelope, transaction);
    }

    private Outcome refuse(Reply reply) {
        nextHop.abandon();
        return Outcome.ours(reply);
    }

    /** Removes the message. A failure does not change the answer, since a sweep removes the files later. */
    private void remove(SpooledMessage message) {
        try {
            message.remove().ifPresent(events::directoryShut);
        } catch (SpoolException e) {
            events.spoolTrouble(String.valueOf(e.getMessage()));
        }
    }
}
