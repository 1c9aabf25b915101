package postprox.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import postprox.event.HandedOver;
import postprox.event.SessionEvent.DeadlineOver.Stage;
import postprox.event.SessionEvents;
import postprox.filter.Decision;
import postprox.mail.Envelope;
import postprox.net.WireException;
import postprox.nexthop.Outcome;
import postprox.nexthop.ReplayableTransaction;
import postprox.quarantine.Kept;
import postprox.quarantine.Occasion;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineException;
import postprox.quarantine.Room;
import postprox.smtp.Replies;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/**
 * Keeps one message aside, or throws it away, and answers it with postprox's own reply. No session loads this class unless a filter
 * asks for that. For the session's thread.
 */
final class OwnAnswer {
    private final Client client;
    private final SpooledMessage message;
    private final Envelope envelope;
    private final ReplayableTransaction transaction;
    private final Deadline deadline;
    private final SessionEvents events;
    private final MessageEvents messageEvents;

    /**
     * Prepares an answer.
     *
     * @param message the message as it came from the client, whatever filters have made of it
     */
    OwnAnswer(
            Client client,
            SpooledMessage message,
            Envelope envelope,
            ReplayableTransaction transaction,
            Deadline deadline,
            SessionEvents events,
            MessageEvents messageEvents) {
        this.client = client;
        this.message = message;
        this.envelope = envelope;
        this.transaction = transaction;
        this.deadline = deadline;
        this.events = events;
        this.messageEvents = messageEvents;
    }

    /**
     * Keeps the message aside. The copy is on the disk when this method returns.
     *
     * @throws WireException                 if the client has gone, so that it would not hear the answer; nothing is kept
     * @throws postprox.spool.SpoolException if the message cannot be read, or is not what came from the client any more
     */
    Outcome keepAside(Decision.KeepAside decision, Quarantine quarantine) throws IOException {
        Optional<Outcome> objection = objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        try (Room room = quarantine.room(message.text().size(), deadline)) {
            // The quarantine may have taken time to count its messages.
            Optional<Outcome> late = objection();
            if (late.isPresent()) {
                return late.get();
            }
            Kept copy = quarantine.keep(message.text(), occasion(decision), room);
            Outcome outcome = new Outcome.KeptAside(copy, quarantine.rules().reply());
            client.owe(outcome.reply());
            messageEvents.quarantined(decision.filter(), decision.reason(), copy.id(), outcome.reply());
            return outcome;
        } catch (QuarantineException e) {
            events.quarantineTrouble(String.valueOf(e.getMessage()));
            return Outcome.ours(Replies.NOT_KEPT);
        }
    }

    private Occasion occasion(Decision.KeepAside decision) {
        List<String> commands = transaction.lines().toList();
        return new Occasion(envelope, commands, transaction.body(), decision.filter(), decision.reason());
    }

    /**
     * Throws the message away, once the line about it is in the log.
     *
     * @throws WireException as in {@link #keepAside}
     */
    Outcome throwAway(Decision.ThrowAway decision) throws IOException {
        Optional<Outcome> objection = objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        Optional<HandedOver> line = messageEvents.discarded(decision.filter(), decision.reason(), deadline);
        if (line.isEmpty()) {
            return Outcome.ours(Replies.NOT_KEPT);
        }
        Outcome outcome = new Outcome.ThrownAway(line.get());
        client.owe(outcome.reply());
        return outcome;
    }

    /** The outcome if the client could have given the message up by now, and will send it again. */
    private Optional<Outcome> objection() throws WireException {
        if (client.isGone()) {
            throw new WireException(WireException.Cause.CLOSED, "the client went away before its message was kept");
        }
        if (deadline.isOver()) {
            events.deadlineOver(Stage.FILTER, "");
            return Optional.of(Outcome.ours(Replies.DEADLINE));
        }
        return Optional.empty();
    }
}
