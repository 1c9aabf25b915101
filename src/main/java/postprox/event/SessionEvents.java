package postprox.event;

import java.util.Optional;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/** The events of one session: its id is given once. Thread-safe, and never waits for a reader, as {@link Events}. */
public final class SessionEvents {
    private final Events events;
    private final String session;

    /**
     * The events of a session.
     *
     * @param events  where they go
     * @param session by which id they know it
     */
    public SessionEvents(Events events, String session) {
        this.events = events;
        this.session = session;
    }

    /** The session's id. */
    public String session() {
        return session;
    }

    /** Takes an event of a message, whose envelope has this session's id. */
    public void publish(Event.OfMessage event) {
        events.publish(event);
    }

    /** A client has connected. */
    public void started(String client) {
        events.publish(new Event.SessionStarted(session, client));
    }

    /** The session is over. */
    public void ended(String client, SessionEnd end, int messages) {
        events.publish(new Event.SessionEnded(session, client, end, messages));
    }

    /** Whether anybody reads the dialogue: otherwise the caller need not prepare it. */
    public boolean wantsDialogue() {
        return events.wantsDialogue();
    }

    /** A line was sent or received. */
    public void dialogue(Event.Dialogue.Direction direction, String line) {
        if (wantsDialogue()) {
            events.publish(new Event.Dialogue(session, direction, line));
        }
    }

    /** The client has reached a limit. */
    public void limitReached(String client, Limit limit) {
        events.publish(new Event.LimitReached(session, client, limit));
    }

    /** Something went wrong with the next hop that has nothing to do with one command. */
    public void nextHop(Event.NextHopTrouble.Kind kind, String detail) {
        events.publish(new Event.NextHopTrouble(session, kind, Optional.empty(), detail, Optional.empty()));
    }

    /**
     * Something went wrong with the next hop at a command.
     *
     * @param end why the session ends with it, if it does
     */
    public void nextHop(Event.NextHopTrouble.Kind kind, Verb verb, String detail, Optional<SessionEnd> end) {
        events.publish(new Event.NextHopTrouble(session, kind, Optional.of(verb), detail, end));
    }

    /** The next hop answered a command with something that opens an unknown dialogue. */
    public void oddReply(Verb verb, Reply reply) {
        nextHop(Event.NextHopTrouble.Kind.ODD_REPLY, verb, reply.oneLine(), Optional.empty());
    }

    /** The next hop leads back here. */
    public void loopFound(Event.LoopFound.Loop loop) {
        events.publish(new Event.LoopFound(session, loop));
    }

    /** A message's deadline was over. */
    public void deadlineOver(Event.DeadlineOver.Stage stage, String detail) {
        events.publish(new Event.DeadlineOver(session, stage, detail));
    }

    /** What a filter did to a message makes it unfit to be passed on. */
    public void messageDamaged(Event.MessageDamaged.Damage damage) {
        events.publish(new Event.MessageDamaged(session, damage));
    }

    /** A filter that let a message pass may not have meant what it did. */
    public void filterRemark(String hint) {
        events.publish(new Event.FilterRemark(session, hint));
    }

    /** The spool failed. */
    public void spoolTrouble(String reason) {
        events.publish(new Event.SpoolTrouble(session, reason));
    }

    /** A mistake of ours ended the session. */
    public void mistake(Throwable cause) {
        events.publish(new Event.Mistake(session, cause));
    }
}
