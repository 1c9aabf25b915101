package postprox.nexthop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.event.ReachedLimit;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Verb;

/**
 * Keeps the commands of the client that the next hop has carried out, and repeats them to a new connection. The envelope is
 * kept by {@link ReplayableTransaction}. Not thread-safe.
 */
final class Replay {
    private final MemoryBudget memory;

    /** HELO, EHLO and XCLIENT, in their order. */
    private final List<Command> introduction = new ArrayList<>();

    /** XFORWARD commands for the present transaction, or for the next one if there is none. */
    private final List<Command> forwarded = new ArrayList<>();

    private final ReplayableTransaction transaction;

    /**
     * Begins without any command.
     *
     * @param memory the session's budget, to which the commands are charged
     */
    Replay(MemoryBudget memory, ReplayableTransaction transaction) {
        this.memory = memory;
        this.transaction = transaction;
    }

    /**
     * Brings a new connection into the state of the old one.
     *
     * @param greeting the greeting of the new connection
     * @return the refusal of a command that the old connection accepted, in words; empty if the new one is in the same state
     */
    Optional<String> sayTo(NextHopConnection next, Reply greeting) throws NextHopLost {
        Optional<String> refusal = refusal("its greeting", greeting);
        for (Iterator<Command> rest = commands().iterator(); refusal.isEmpty() && rest.hasNext(); ) {
            Command command = rest.next();
            if (command.verb() == Verb.MAIL
                    && transaction.body() == BodyType.EIGHT_BIT
                    && !next.offer().keepsEighthBit()) {
                // EighthBit may have searched the content already by the rules for a next hop that keeps the bit.
                return Optional.of("it does not offer 8BITMIME, as the one before did");
            }
            refusal = refusal(command.verb().name(), next.ask(command));
        }
        return refusal;
    }

    private static Optional<String> refusal(String command, Reply reply) {
        boolean accepted = reply.isPositive() && !Replies.hangsUp(reply);
        return accepted ? Optional.empty() : Optional.of(command + " got: " + reply.oneLine());
    }

    /**
     * All commands, in the order in which they are repeated. Each command is made when its turn comes, since those for
     * thousands of recipients, made at once, would take memory that is not charged to the budget.
     */
    Stream<Command> commands() {
        Stream<Command> client = Stream.concat(introduction.stream(), forwarded.stream());
        return Stream.concat(client, transaction.lines().map(Command::parse));
    }

    /** Whether there is an envelope to repeat. */
    boolean isInTransaction() {
        return transaction.isOpen();
    }

    /** The limit that is reached, so that no more commands about the client can be remembered. */
    Optional<ReachedLimit> exceeded() {
        if (length(introduction) >= SmtpLimits.CLIENT_FACTS_BYTES
                || length(forwarded) >= SmtpLimits.CLIENT_FACTS_BYTES) {
            return Optional.of(ReachedLimit.CLIENT_FACTS);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(ReachedLimit.MEMORY);
    }

    private static long length(List<Command> commands) {
        return commands.stream().mapToLong(command -> command.line().length()).sum();
    }

    /** Remembers a command that the next hop carried out. */
    void remember(Command command) {
        switch (command.verb()) {
            case HELO, EHLO -> {
                if (!introduction.isEmpty() && introduction.getLast().verb() != Verb.XCLIENT) {
                    memory.release(cost(introduction.removeLast()));
                }
                keep(command, introduction);
            }
            case XCLIENT -> keep(command, introduction);
            case XFORWARD -> keep(command, forwarded);
            case MAIL, RCPT, AUTH, DATA, BDAT, RSET, NOOP, QUIT, WITHHELD, OTHER -> {}
        }
    }

    private void keep(Command command, List<Command> commands) {
        commands.add(command);
        memory.charge(cost(command));
    }

    /** The memory for a command, which keeps its line, its argument, and the values that were read out of these. */
    private static long cost(Command command) {
        return 3 * MemoryBudget.cost(command.line());
    }

    /** Whether the next hop has heard of the client of the present transaction, or of the next one, by XFORWARD. */
    boolean hasXforward() {
        return !forwarded.isEmpty();
    }

    /** Forgets the XFORWARD commands of the transaction that has ended. */
    void forgetXforward() {
        forwarded.forEach(command -> memory.release(cost(command)));
        forwarded.clear();
    }
}
