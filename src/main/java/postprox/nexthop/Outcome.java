package postprox.nexthop;

import postprox.event.Speaker;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/**
 * The outcome of a message.
 *
 * @param reply the reply for the client
 * @param by    the author of the reply's words
 */
public record Outcome(Reply reply, Speaker by) {
    public Outcome {
        reply = Replies.withoutHangUp(reply);
        // This is postprox's first promise: a message is acknowledged with the next hop's own reply or not at all.
        if (!reply.isNegative() && !(reply.isPositive() && by == Speaker.NEXT_HOP)) {
            throw new IllegalArgumentException(by + " cannot answer a message with " + reply.oneLine());
        }
    }

    /** A refusal in postprox's own words. */
    public static Outcome ours(Reply reply) {
        return new Outcome(reply, Speaker.POSTPROX);
    }
}
