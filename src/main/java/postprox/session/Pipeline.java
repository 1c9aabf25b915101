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
 * Commands that were written to the next hop before it had answered earlier ones, where both the client (which sent them
 * in a group) and the next hop (which offers PIPELINING) allow it (RFC 2920). Replies come back in the order of commands
 * all the same. Not thread-safe.
 */
final class Pipeline {
    /** So few that their replies fit into the buffers between us and the next hop, and none of us waits for the other. */
    private static final int MAX_OWED = 100;

    /** What such commands may take of memory, so that long ones are no more than short ones. */
    private static final int MAX_OWED_BYTES = 16 * 1024;

    private final Deque<Command> owed = new ArrayDeque<>();
    private final Exchange exchange;
    private final ReplyEffects effects;
    private final Client client;
    private final NextHop nextHop;
    private final MemoryBudget memory;

    /** The length of all that is owed, kept so that each command asks for it once. */
    private int owedBytes;

    Pipeline(Exchange exchange, ReplyEffects effects, Client client, NextHop nextHop, MemoryBudget memory) {
        this.memory = memory;
        this.exchange = exchange;
        this.effects = effects;
        this.client = client;
        this.nextHop = nextHop;
    }

    /**
     * Whether to write a command to the next hop before that has answered earlier ones (RFC 2920). Only if the client's next
     * command is here already: handling that one collects the replies that are owed.
     */
    boolean mayWriteAhead(Command command) throws IOException {
        return mayBeInGroup(command.verb())
                && client.hasMore()
                && hasRoomFor(command)
                && exchange.canGoOn(command, owed.size())
                && (!owed.isEmpty() || nextHop.takesGroup());
    }

    private static boolean mayBeInGroup(Verb verb) {
        return verb == Verb.MAIL || verb == Verb.RCPT || verb == Verb.RSET;
    }

    private boolean hasRoomFor(Command command) {
        return owed.size() < MAX_OWED && owedBytes + command.line().length() <= MAX_OWED_BYTES && memory.hasRoom();
    }

    void writeAhead(Command command) throws IOException {
        owed.addLast(command);
        owedBytes += command.line().length();
        memory.charge(MemoryBudget.cost(command.line()));
        try {
            nextHop.current().send(command);
        } catch (NextHopLost _) {
            // Waiting for its reply will find the same, in its turn.
        }
    }

    /** Passes back all replies that are owed. */
    void settle() throws IOException {
        while (!owed.isEmpty() && effects.ending().isEmpty()) {
            Command command = next();
            client.send(reply(command));
            if (!nextHop.isOpen()) {
                startOver();
            }
        }
    }

    private Command next() {
        Command command = owed.removeFirst();
        owedBytes -= command.line().length();
        memory.release(MemoryBudget.cost(command.line()));
        return command;
    }

    private Reply reply(Command command) {
        try {
            return effects.apply(command, nextHop.current().answerTo(command));
        } catch (NextHopLost e) {
            return effects.onLoss(command, e);
        }
    }

    /** Commands that were written to a next hop which is gone are given to the one that comes after it. */
    private void startOver() throws IOException {
        while (!owed.isEmpty() && effects.ending().isEmpty()) {
            client.send(exchange.answer(next()));
        }
    }
}
