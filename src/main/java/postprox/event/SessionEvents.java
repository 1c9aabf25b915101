package postprox.event;

import java.util.Optional;
import postprox.smtp.Reply;
import postprox.smtp.Verb;
import postprox.time.Deadline;

/** Publishes the events of one session, each with the session's id. Thread-safe; only {@link #handOver} waits. */
public final class SessionEvents {
    private final Events events;
    private final String session;

    /**
     * Makes a publisher for a session.
     *
     * @param events  the receiver of the events
     * @param session the session's id
     */
    public SessionEvents(Events events, String session) {
        this.events = events;
        this.session = session;
    }

    /** The session's id. */
    public String session() {
        return session;
    }

    /** Publishes an event of a message. The message's envelope has this session's id. */
    public void publish(MessageEvent event) {
        events.publish(event);
    }

    /** Hands over that a message is thrown away; empty if the log does not have the line when the deadline is over. */
    public Optional<HandedOver> handOver(MessageEvent.MessageDiscarded event, Deadline deadline) {
        return HandedOver.to(events, event, deadline);
    }

    /** Publishes that the quarantine could not keep a message. */
    public void quarantineTrouble(String reason) {
        events.publish(new SessionEvent.QuarantineTrouble(session, reason));
    }

    /** Publishes that a client has connected, by a balancer if there is one. */
    public void started(String client, Optional<Balancer> balancer) {
        events.publish(new SessionEvent.SessionStarted(session, client, balancer));
    }

    /** Publishes that the session has ended. */
    public void ended(String client, SessionEnd end, int messages) {
        events.publish(new SessionEvent.SessionEnded(session, client, end, messages));
    }

    /** Whether the receiver wants the dialogue. If not, a caller need not prepare its lines. */
    public boolean wantsDialogue() {
        return events.wantsDialogue();
    }

    /** Publishes a line that was sent or received, if the receiver wants the dialogue. */
    public void dialogue(SessionEvent.Dialogue.Direction direction, String line) {
        if (wantsDialogue()) {
            events.publish(new SessionEvent.Dialogue(session, direction, line));
        }
    }

    /** Publishes that the client has reached a limit. */
    public void limitReached(String client, ReachedLimit limit) {
        events.publish(new SessionEvent.LimitReached(session, client, limit));
    }

    /** Publishes trouble with the next hop that happened at no command. */
    public void nextHop(SessionEvent.NextHopTrouble.Kind kind, String detail) {
        events.publish(new SessionEvent.NextHopTrouble(session, kind, Optional.empty(), detail, Optional.empty()));
    }

    /**
     * Publishes trouble with the next hop that happened at a command.
     *
     * @param end the reason why the session ends too, if it does
     */
    public void nextHop(SessionEvent.NextHopTrouble.Kind kind, Verb verb, String detail, Optional<SessionEnd> end) {
        events.publish(new SessionEvent.NextHopTrouble(session, kind, Optional.of(verb), detail, end));
    }

    /** Publishes that the next hop answered a command with a reply that begins an unknown dialogue (3xx). */
    public void oddReply(Verb verb, Reply reply) {
        nextHop(SessionEvent.NextHopTrouble.Kind.ODD_REPLY, verb, reply.oneLine(), Optional.empty());
    }

    /** Publishes that mail would go round. */
    public void loopFound(SessionEvent.LoopFound.Loop loop) {
        events.publish(new SessionEvent.LoopFound(session, loop));
    }

    /** Publishes that a message's deadline was over. */
    public void deadlineOver(SessionEvent.DeadlineOver.Stage stage, String detail) {
        events.publish(new SessionEvent.DeadlineOver(session, stage, detail));
    }

    /** Publishes that a filter has changed a message in a way that postprox must not pass on. */
    public void messageDamaged(SessionEvent.MessageDamaged.Damage damage) {
        events.publish(new SessionEvent.MessageDamaged(session, damage));
    }

    /** Publishes a hint: a filter has let a message pass, but it may not have meant its result. */
    public void filterRemark(String hint) {
        events.publish(new SessionEvent.FilterRemark(session, hint));
    }

    /** Publishes that a filter shut the spool's directory, which is open again. */
    public void directoryShut(String detail) {
        events.publish(new SessionEvent.DirectoryShut(session, detail));
    }

    /** Publishes that the spool failed. */
    public void spoolTrouble(String reason) {
        events.publish(new SessionEvent.SpoolTrouble(session, reason));
    }

    /** Publishes that an unexpected exception ended the session. */
    public void mistake(Throwable cause) {
        events.publish(new SessionEvent.Mistake(session, cause));
    }
}
