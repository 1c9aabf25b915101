package postprox.nexthop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Verb;

/**
 * What the client has said, and the next hop has carried out, and how a new connection is told all of it again. The envelope is
 * the {@link ReplayableTransaction}'s. Not thread-safe.
 */
final class Replay {
    private final MemoryBudget memory;

    /** EHLO and XCLIENT, in their order. */
    private final List<Command> introduction = new ArrayList<>();

    /** XFORWARD commands for the transaction in hand, or the one to come. */
    private final List<Command> forwarded = new ArrayList<>();

    private final ReplayableTransaction transaction;

    /**
     * Nothing has been said.
     *
     * @param memory what is remembered is the session's
     */
    Replay(MemoryBudget memory, ReplayableTransaction transaction) {
        this.memory = memory;
        this.transaction = transaction;
    }

    /**
     * Brings a new connection into the state of the old one.
     *
     * @param greeting what it said first
     * @return what it does not accept, though the old one did; nothing where it is in that state
     */
    Optional<String> sayTo(NextHopConnection next, Reply greeting) throws NextHopLost {
        Optional<String> refusal = refusal("its greeting", greeting);
        for (Iterator<Command> rest = commands().iterator(); refusal.isEmpty() && rest.hasNext(); ) {
            Command command = rest.next();
            if (command.verb() == Verb.MAIL
                    && transaction.body() == BodyType.EIGHT_BIT
                    && !next.offer().keepsEighthBit()) {
                // Content may have been looked at already, for a next hop that keeps the bit (EighthBit).
                return Optional.of("it does not offer 8BITMIME, as the one before did");
            }
            refusal = refusal(command.verb().name(), next.ask(command));
        }
        return refusal;
    }

    private static Optional<String> refusal(String what, Reply reply) {
        boolean accepted = reply.isPositive() && !Replies.hangsUp(reply);
        return accepted ? Optional.empty() : Optional.of(what + " got: " + reply.oneLine());
    }

    /**
     * All of it, in the order in which it has to be said. Each command is made when its turn comes: those for thousands of
     * recipients take memory that nobody has been charged for.
     */
    Stream<Command> commands() {
        Stream<Command> client = Stream.concat(introduction.stream(), forwarded.stream());
        return Stream.concat(client, transaction.lines().map(Command::parse));
    }

    /** Whether there is an envelope to be said again. */
    boolean isInTransaction() {
        return transaction.isOpen();
    }

    /** Why one more command about the client cannot be remembered, if it cannot. */
    Optional<ReplayCapacity> exceeded() {
        if (length(introduction) >= SmtpLimits.CLIENT_FACTS_BYTES
                || length(forwarded) >= SmtpLimits.CLIENT_FACTS_BYTES) {
            return Optional.of(ReplayCapacity.CLIENT_FACTS);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(ReplayCapacity.MEMORY);
    }

    private static long length(List<Command> commands) {
        return commands.stream().mapToLong(command -> command.line().length()).sum();
    }

    /** Notes a command that the next hop carried out. */
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

    /** A line is kept as it is, its argument by itself, and once more what was read out of it. */
    private static long cost(Command command) {
        return 3 * MemoryBudget.cost(command.line());
    }

    /** Forgets what XFORWARD said for the transaction, which is over. */
    void forgetXforward() {
        forwarded.forEach(command -> memory.release(cost(command)));
        forwarded.clear();
    }
}
