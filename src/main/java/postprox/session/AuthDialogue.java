package postprox.session;

import java.io.IOException;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopConnection;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Command;
import postprox.smtp.Line;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/** AUTH is a dialogue (RFC 4954 section 4): after each 334 the client's line is opaque, whatever it looks like. */
final class AuthDialogue {
    /** RFC 4954 section 4: how a client gives AUTH up. */
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
     * Goes on for as long as the next hop asks.
     *
     * @param first its reply to AUTH
     * @return its last reply
     */
    Reply goOn(Reply first) throws IOException {
        Reply reply = first;
        while (reply.code() == ReplyEffects.AUTH_CONTINUES && effects.ending().isEmpty()) {
            client.send(reply);
            reply = say(step(client.readLine()));
        }
        return reply;
    }

    /** The client's line, or CANCEL where the next hop must not hear that. */
    private Command step(Line line) {
        Command step = Command.continued(Verb.AUTH, line);
        return client.refusalOfLine(step).isPresent() ? CANCEL : step;
    }

    /** On the connection where the dialogue was begun: to another one, a secret would be a command. */
    private Reply say(Command step) {
        try {
            NextHopConnection hop = nextHop.current();
            hop.look();
            return effects.apply(step, hop.forward(step));
        } catch (NextHopLost e) {
            return effects.onLoss(step, e);
        }
    }
}
