package postprox.session;

import java.io.IOException;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Command;
import postprox.smtp.Line;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/** The dialogue of AUTH (RFC 4954 section 4). After each 334 the client's line is passed on unread, whatever it looks like. */
final class AuthDialogue {
    /** The line by which a client gives AUTH up (RFC 4954 section 4). */
    private static final Command CANCEL = new Command(Verb.AUTH, "", "*");

    private final Client client;
    private final NextHop nextHop;
    private final ReplyEffects effects;

    AuthDialogue(Client client, NextHop nextHop, ReplyEffects effects) {
        this.client = client;
        this.nextHop = nextHop;
        this.effects = effects;
    }

    /**
     * Continues the dialogue for as long as the next hop asks for another line.
     *
     * @param first the reply to AUTH
     * @return the last reply of the dialogue
     */
    Reply goOn(Reply first) throws IOException {
        Reply reply = first;
        while (reply.code() == ReplyEffects.AUTH_CONTINUES && effects.ending().isEmpty()) {
            client.send(reply);
            reply = passOn(step(client.readLine()));
        }
        return reply;
    }

    /** The client's line, or {@link #CANCEL} if the next hop must not hear the line. */
    private Command step(Line line) {
        Command step = Command.continued(Verb.AUTH, line);
        return client.refusalOfLine(step).isPresent() ? CANCEL : step;
    }

    private Reply passOn(Command step) {
        try {
            return effects.apply(step, nextHop.forwardStep(step));
        } catch (NextHopLost e) {
            return effects.onLoss(step, e);
        }
    }
}
