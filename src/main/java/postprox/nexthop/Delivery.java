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
 * Passes one message to the next hop: DATA, content, final dot, answer. Until the final dot is sent, the client alone is
 * responsible for the message, and closing the connection takes everything back. A delivery is for one message, on the
 * session's thread.
 */
public final class Delivery {
    private static final Command DATA = Command.parse("DATA");
    private static final byte[] DOT = {'.', '\r', '\n'};
    private static final int GO_AHEAD = 354;
    private static final int BLOCK_BYTES = 64 * 1024;

    /** The size of a block when the memory that all sessions share is used up. */
    private static final int SMALL_BLOCK_BYTES = 4 * 1024;

    private final BooleanSupplier clientHasGone;
    private final NextHop nextHop;
    private final StrayCr strayCr;
    private final Deadline deadline;

    /**
     * Prepares a delivery.
     *
     * @param clientHasGone whether the client has closed its connection, which is asked before the final dot
     * @param strayCr       the treatment of a CR that ends no line
     * @param deadline      the end of the time in which the final dot must be sent
     */
    public Delivery(BooleanSupplier clientHasGone, NextHop nextHop, StrayCr strayCr, Deadline deadline) {
        this.clientHasGone = clientHasGone;
        this.nextHop = nextHop;
        this.strayCr = strayCr;
        this.deadline = deadline;
    }

    /** The final dot was sent and no answer came: the next hop may or may not have the message. */
    public static final class OutcomeUnknown extends Exception {
        private static final long serialVersionUID = 1L;

        OutcomeUnknown(NextHopLost cause) {
            super(cause.detail(), cause);
        }

        public String reason() {
            return String.valueOf(getMessage());
        }
    }

    /** The next hop could take a part of the text for the end of the content. That part was not sent. */
    public static final class EndsEarly extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Passes the text on.
     *
     * @param eighthBit the search for an early end. It sees all of the text, whether the client or a filter wrote it
     * @throws WireException  if the client has gone, so that it would not hear the answer; the message was taken back
     * @throws SpoolException if the text cannot be read or was modified; the message was taken back
     * @throws EndsEarly      if the search finds an early end; the message was taken back
     * @throws NextHopLost    if the next hop was lost before the final dot; it does not have the message
     * @throws OutcomeUnknown if the next hop was lost after the final dot; it may have the message
     */
    public Outcome pass(SpooledText text, LineEnds lineEnds, EighthBit eighthBit) throws IOException, OutcomeUnknown {
        int wanted = Math.clamp(text.size(), 1, BLOCK_BYTES);
        boolean granted = nextHop.memory().reserve(wanted);
        try {
            return pass(text, lineEnds, eighthBit, new byte[granted ? wanted : Math.min(wanted, SMALL_BLOCK_BYTES)]);
        } finally {
            nextHop.memory().release(granted ? wanted : 0);
        }
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, EighthBit eighthBit, byte[] block)
            throws IOException, OutcomeUnknown {
        // The first block is read before DATA is sent. So a small message that cannot be read, or would end early, is
        // found while nothing has to be taken back.
        int count = read(text, eighthBit, block);
        Reply goAhead = askForGoAhead();
        NextHopConnection hop = nextHop.current();
        if (goAhead.code() != GO_AHEAD) {
            return refusedAtData(goAhead);
        }
        boolean done = false;
        try {
            DataWriter content = new DataWriter(hop::write, lineEnds, strayCr);
            try {
                for (; count >= 0; count = read(text, eighthBit, block)) {
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
                // The end of the content is still in the buffer, so that the dot goes with it in one packet.
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

    /**
     * The outcome without a final dot, if the dot must not be sent: the deadline is over, or the next hop has answered already.
     *
     * @throws WireException if the client has gone, so that it would not hear the answer
     */
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

    private static int read(SpooledText text, EighthBit eighthBit, byte[] block) throws IOException {
        int count = text.read(block);
        if (count < 0 ? eighthBit.endsContentAtLast() : eighthBit.endsContent(block, 0, count)) {
            throw new EndsEarly();
        }
        return count;
    }

    /**
     * Sends DATA. If the next hop hangs up or stays silent before it answers, no server has taken anything on, and DATA is sent
     * once more on another connection, if one may be opened.
     */
    private Reply askForGoAhead() throws NextHopLost {
        NextHopConnection hop = nextHop.connected(deadline);
        try {
            return askForGoAhead(hop);
        } catch (NextHopLost e) {
            boolean hungUp = e.why() == NextHopLost.Why.CLOSED || e.why() == NextHopLost.Why.SILENT;
            if (!hungUp || deadline.isOver()) {
                throw e;
            }
            nextHop.lose(e);
            return askForGoAhead(nextHop.connected(deadline));
        }
    }

    private Reply askForGoAhead(NextHopConnection hop) throws NextHopLost {
        hop.timeouts(nextHop.timeouts().reply(), deadline);
        return hop.forward(DATA);
    }

    private Outcome awaitAnswer(NextHopConnection hop) throws OutcomeUnknown {
        hop.timeouts(nextHop.timeouts().finalReply());
        try {
            return outcomeOf(hop.readReply());
        } catch (NextHopLost e) {
            throw new OutcomeUnknown(e);
        }
    }

    /** The outcome by the answer to the message. An answer that is neither yes nor no, or is 221, acknowledges nothing. */
    private Outcome outcomeOf(Reply reply) throws NextHopLost {
        boolean decides = reply.isPositive() && !Replies.hangsUp(reply) || reply.isNegative();
        if (!decides) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered the message with: " + reply.oneLine());
        }
        return nextHopOutcome(reply);
    }

    /** The outcome if DATA was not answered with 354. The next hop still has the envelope, and gets no content. */
    private Outcome refusedAtData(Reply reply) throws NextHopLost {
        if (!reply.isNegative()) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered DATA with: " + reply.oneLine());
        }
        Outcome outcome = nextHopOutcome(reply);
        if (nextHop.isOpen()) {
            nextHop.reset();
        }
        return outcome;
    }

    /** The outcome by a reply to an incomplete message. Such a reply may refuse the message, but cannot acknowledge it. */
    private static Outcome spokenEarly(Reply reply) throws NextHopLost {
        if (!reply.isNegative()) {
            throw new NextHopLost(NextHopLost.Why.CONFUSED, "in the middle of a message it said: " + reply.oneLine());
        }
        return new Outcome.Answered(Replies.withoutHangUp(reply), Speaker.NEXT_HOP);
    }

    /** The next hop hung up before postprox could send the whole final dot. Its last reply, if there is one, says why. */
    private static Outcome brokenOff(NextHopConnection hop, NextHopLost loss) throws NextHopLost {
        Reply lastWords;
        try {
            lastWords = hop.readReply();
        } catch (NextHopLost e) {
            throw loss;
        }
        return spokenEarly(lastWords);
    }

    private Outcome nextHopOutcome(Reply reply) {
        if (reply.code() == Replies.HANGING_UP) {
            nextHop.drop();
        }
        return new Outcome.Answered(Replies.withoutHangUp(reply), Speaker.NEXT_HOP);
    }
}
