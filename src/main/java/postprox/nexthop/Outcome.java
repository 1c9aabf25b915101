package postprox.nexthop;

import postprox.event.Speaker;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/**
 * What became of a message.
 *
 * @param reply what the client is told
 * @param by    whose words these are
 */
public record Outcome(Reply reply, Speaker by) {
    public Outcome {
        reply = Replies.withoutHangUp(reply);
        // The first promise: a message is acknowledged with the next hop's own reply or not at all.
        if (!reply.isNegative() && !(reply.isPositive() && by == Speaker.NEXT_HOP)) {
            throw new IllegalArgumentException(by + " cannot answer a message with " + reply.oneLine());
        }
    }

    /** A refusal in our own words. */
    public static Outcome ours(Reply reply) {
        return new Outcome(reply, Speaker.POSTPROX);
    }
}
