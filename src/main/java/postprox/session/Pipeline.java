package postprox.session;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Reply;
import postprox.smtp.Verb;

/**
 * The commands that were written to the next hop before it had answered earlier ones (RFC 2920). The client must have sent them
 * in a group, and the next hop must offer PIPELINING. The client gets the replies in the order of its commands all the same.
 * Not thread-safe.
 */
final class Pipeline {
    /**
     * So few that their replies fit into the buffers of the connection. Otherwise each side could wait for the other to read.
     */
    private static final int MAX_UNANSWERED = 100;

    /** The maximum length of these commands together, so that long commands take no more memory than short ones. */
    private static final int MAX_UNANSWERED_BYTES = 16 * 1024;

    private final Deque<Command> unanswered = new ArrayDeque<>();
    private final Exchange exchange;
    private final ReplyEffects effects;
    private final Client client;
    private final NextHop nextHop;
    private final MemoryBudget memory;

    /** The length of all unanswered commands, kept up to date so that it need not be added up for each command. */
    private int unansweredBytes;

    Pipeline(Exchange exchange, ReplyEffects effects, Client client, NextHop nextHop, MemoryBudget memory) {
        this.memory = memory;
        this.exchange = exchange;
        this.effects = effects;
        this.client = client;
        this.nextHop = nextHop;
    }

    /**
     * Whether to write a command to the next hop before it has answered earlier ones (RFC 2920). The client's next command must
     * have arrived already, since the replies are passed back when that command is handled.
     */
    boolean mayWriteAhead(Command command) throws IOException {
        return mayBeInGroup(command.verb())
                && client.hasMore()
                && nextHop.mayBeInGroup(command)
                && hasRoomFor(command)
                && exchange.canGoOn(command, unanswered.size())
                && (!unanswered.isEmpty() || nextHop.takesGroup());
    }

    private static boolean mayBeInGroup(Verb verb) {
        return verb == Verb.MAIL || verb == Verb.RCPT || verb == Verb.RSET;
    }

    private boolean hasRoomFor(Command command) {
        return unanswered.size() < MAX_UNANSWERED
                && unansweredBytes + command.line().length() <= MAX_UNANSWERED_BYTES
                && memory.hasRoom();
    }

    void writeAhead(Command command) throws IOException {
        unanswered.addLast(command);
        unansweredBytes += command.line().length();
        memory.charge(MemoryBudget.cost(command.line()));
        try {
            nextHop.sendAhead(command);
        } catch (NextHopLost _) {
            // The loss is found again when settle() waits for the reply, and is reported in its turn.
        }
    }

    /** Waits for the replies to all unanswered commands and passes them back. */
    void settle() throws IOException {
        while (!unanswered.isEmpty() && effects.ending().isEmpty()) {
            Command command = next();
            client.send(reply(command));
            if (!nextHop.isOpen()) {
                carryOutAnew();
            }
        }
    }

    private Command next() {
        Command command = unanswered.removeFirst();
        unansweredBytes -= command.line().length();
        memory.release(MemoryBudget.cost(command.line()));
        return command;
    }

    private Reply reply(Command command) {
        try {
            return effects.apply(command, nextHop.answerTo(command));
        } catch (NextHopLost e) {
            return effects.onLoss(command, e);
        }
    }

    /** Carries out the unanswered commands once more, since the connection on which they were written is gone. */
    private void carryOutAnew() throws IOException {
        while (!unanswered.isEmpty() && effects.ending().isEmpty()) {
            client.send(exchange.answer(next()));
        }
    }
}
