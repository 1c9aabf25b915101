package postprox.nexthop;

import postprox.event.HandedOver;
import postprox.event.Speaker;
import postprox.quarantine.Kept;
import postprox.quarantine.QuarantineReply;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/**
 * The outcome of a message. This is postprox's first promise: a message is acknowledged only with the next hop's own reply to it, or,
 * where the administrator switched on quarantine or discard, with ours, once the copy is safe on the disk or the loss is in the log.
 * Each outcome with a 2xx reply is made of what it acknowledges, and of nothing else.
 */
public sealed interface Outcome {
    /** The reply for the client. */
    Reply reply();

    /** The author of the reply's words. */
    Speaker by();

    /** The message was refused, or the next hop has answered it. Only a next hop's own reply may be positive here. */
    record Answered(Reply reply, Speaker by) implements Outcome {
        public Answered {
            reply = Replies.withoutHangUp(reply);
            if (!reply.isNegative() && !(reply.isPositive() && by == Speaker.NEXT_HOP)) {
                throw new IllegalArgumentException(by + " cannot answer a message with " + reply.oneLine());
            }
        }
    }

    /**
     * The message is kept aside.
     *
     * @param copy   the proof that it is safe on the disk
     * @param choice whether the client hears that the message was accepted or refused
     */
    record KeptAside(Kept copy, QuarantineReply choice) implements Outcome {
        @Override
        public Reply reply() {
            return switch (choice) {
                case ACCEPT -> Replies.taken(copy.id());
                case REJECT -> Replies.refusedAndKept(copy.id());
            };
        }

        @Override
        public Speaker by() {
            return Speaker.POSTPROX;
        }
    }

    /**
     * The message is thrown away.
     *
     * @param line the proof that the log has the line about it
     */
    record ThrownAway(HandedOver line) implements Outcome {
        @Override
        public Reply reply() {
            return line.event().reply();
        }

        @Override
        public Speaker by() {
            return Speaker.POSTPROX;
        }
    }

    /** A refusal in postprox's own words. */
    static Outcome ours(Reply reply) {
        return new Answered(reply, Speaker.POSTPROX);
    }
}
