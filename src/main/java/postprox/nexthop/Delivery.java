package postprox.nexthop;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postprox.event.Speaker;
import postprox.net.WireException;
import postprox.smtp.Command;
import postprox.smtp.DataWriter;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/**
 * Passes one message on: DATA, content, final dot, answer. Until the dot has gone, the message is the client's alone, and
 * closing the connection takes everything back. For one message, on the session's thread.
 */
public final class Delivery {
    private static final Command DATA = Command.parse("DATA");
    private static final byte[] DOT = {'.', '\r', '\n'};
    private static final int GO_AHEAD = 354;
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Where all sessions together have no memory left. */
    private static final int SMALL_BLOCK_BYTES = 4 * 1024;

    private final BooleanSupplier clientHasGone;
    private final NextHop nextHop;
    private final NextHopTimeouts timeouts;
    private final StrayCr strayCr;
    private final Deadline deadline;

    /**
     * A delivery to be made.
     *
     * @param clientHasGone whether nobody would hear the answer any more, asked before the final dot
     * @param strayCr       what becomes of a CR that ends no line
     * @param deadline      when the final dot must have gone
     */
    public Delivery(
            BooleanSupplier clientHasGone,
            NextHop nextHop,
            NextHopTimeouts timeouts,
            StrayCr strayCr,
            Deadline deadline) {
        this.clientHasGone = clientHasGone;
        this.nextHop = nextHop;
        this.timeouts = timeouts;
        this.strayCr = strayCr;
        this.deadline = deadline;
    }

    /** The final dot has gone and there is no answer: the next hop may or may not have the message. */
    public static final class OutcomeUnknown extends Exception {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(NextHopLost cause) {
            super(cause.detail(), cause);
        }

        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** The text holds what the next hop could take for its end; it has not got that. */
    public static final class EndsEarly extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Passes the text on.
     *
     * @param look for all that passes here, whoever wrote it, so that nothing is missed
     * @throws WireException  where the client has gone, so that nobody would hear the answer; the message was taken back
     * @throws SpoolException where the text cannot be read or was modified; the message was taken back
     * @throws EndsEarly      where the look finds something; the message was taken back
     * @throws NextHopLost    where the next hop was lost before the final dot; it does not have the message
     * @throws OutcomeUnknown where it was lost behind the dot; it may have it
     */
    public Outcome pass(SpooledText text, LineEnds lineEnds, EighthBit look) throws IOException, OutcomeUnknown {
        int wanted = Math.clamp(text.size(), 1, BLOCK_BYTES);
        boolean granted = nextHop.memory().reserve(wanted);
        try {
            return pass(text, lineEnds, look, new byte[granted ? wanted : Math.min(wanted, SMALL_BLOCK_BYTES)]);
        } finally {
            nextHop.memory().release(granted ? wanted : 0);
        }
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, EighthBit look, byte[] block)
            throws IOException, OutcomeUnknown {
        // Read before a word is said: what is wrong with a small message is found while nothing has to be taken back.
        int count = read(text, look, block);
        Reply goAhead = askForGoAhead();
        NextHopConnection hop = nextHop.current();
        if (goAhead.code() != GO_AHEAD) {
            return refusedAtData(goAhead);
        }
        boolean done = false;
        try {
            DataWriter content = new DataWriter(hop::write, lineEnds, strayCr);
            try {
                for (; count >= 0; count = read(text, look, block)) {
                    content.write(block, 0, count);
                }
                content.finish();
            } catch (NextHopLost e) {
                return brokenOff(hop, e);
            }
            Optional<Outcome> objection = objectionToDot(hop);
            if (objection.isPresent()) {
                return objection.get();
            }
            try {
                // In one packet with the end of the content, or all of it.
                hop.write(DOT);
                hop.flush();
            } catch (NextHopLost e) {
                return brokenOff(hop, e);
            }
            Outcome outcome = awaitAnswer(hop);
            done = true;
            return outcome;
        } finally {
            if (!done) {
                nextHop.drop();
            }
        }
    }

    /** Why the dot must not go: nobody would hear the answer, it is too late, or the next hop has answered already. */
    private Optional<Outcome> objectionToDot(NextHopConnection hop) throws IOException {
        if (clientHasGone.getAsBoolean()) {
            throw new WireException(WireException.Cause.CLOSED, "the client went away before the final dot");
        }
        if (deadline.isOver()) {
            return Optional.of(Outcome.ours(Replies.DEADLINE));
        }
        if (hop.hasSpoken()) {
            hop.forgetUnsent();
            return Optional.of(spokenEarly(hop.readReply()));
        }
        return Optional.empty();
    }

    private static int read(SpooledText text, EighthBit look, byte[] block) throws IOException {
        int count = text.read(block);
        if (count < 0 ? look.endsContentAtLast() : look.endsContent(block, 0, count)) {
            throw new EndsEarly();
        }
        return count;
    }

    /** Asks for a go-ahead; where the next hop is lost before it answers, which commits nobody to anything, once more. */
    private Reply askForGoAhead() throws NextHopLost {
        NextHopConnection hop = nextHop.connected(deadline);
        try {
            return askForGoAhead(hop);
        } catch (NextHopLost e) {
            boolean hungUp = e.why() == NextHopLost.Why.CLOSED || e.why() == NextHopLost.Why.SILENT;
            if (!hungUp || deadline.isOver() || nextHop.noReconnection().isPresent()) {
                throw e;
            }
            nextHop.lose(e);
            return askForGoAhead(nextHop.connected(deadline));
        }
    }

    private Reply askForGoAhead(NextHopConnection hop) throws NextHopLost {
        hop.timeouts(timeouts.reply(), deadline);
        return hop.forward(DATA);
    }

    private Outcome awaitAnswer(NextHopConnection hop) throws OutcomeUnknown {
        hop.timeouts(timeouts.finalReply());
        try {
            return answered(hop.readReply());
        } catch (NextHopLost e) {
            throw new OutcomeUnknown(e);
        }
    }

    /** The answer to the message itself. One that is neither yes nor no acknowledges nothing. */
    private Outcome answered(Reply reply) throws NextHopLost {
        boolean decides = reply.isPositive() && !Replies.hangsUp(reply) || reply.isNegative();
        if (!decides) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered the message with: " + reply.oneLine());
        }
        return theirs(reply);
    }

    /** DATA was not answered with 354: the next hop still has the envelope, and gets no content. */
    private Outcome refusedAtData(Reply reply) throws NextHopLost {
        if (!reply.isNegative()) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered DATA with: " + reply.oneLine());
        }
        Outcome outcome = theirs(reply);
        if (nextHop.isOpen()) {
            nextHop.reset();
        }
        return outcome;
    }

    /** The next hop answered before it had the whole message. It may refuse it, but cannot have taken it. */
    private static Outcome spokenEarly(Reply reply) throws NextHopLost {
        if (!reply.isNegative()) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "in the middle of a message it said: " + reply.oneLine());
        }
        return new Outcome(Replies.withoutHangUp(reply), Speaker.NEXT_HOP);
    }

    /** The next hop hung up on the content, so that the dot never left us whole; perhaps it said why. */
    private static Outcome brokenOff(NextHopConnection hop, NextHopLost loss) throws NextHopLost {
        Reply lastWords;
        try {
            lastWords = hop.readReply();
        } catch (NextHopLost e) {
            throw loss;
        }
        return spokenEarly(lastWords);
    }

    private Outcome theirs(Reply reply) {
        if (reply.code() == Replies.HANGING_UP) {
            nextHop.drop();
        }
        return new Outcome(Replies.withoutHangUp(reply), Speaker.NEXT_HOP);
    }
}
