package postprox.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.event.Limit;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.Reply;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Verb;

/**
 * What the client has said, and the next hop has carried out, and how a new connection is told all of it again. The envelope is
 * the {@link Transaction}'s. Not thread-safe.
 */
final class Replay {
    private final Memory.Share memory;

    /** EHLO and XCLIENT, in their order. */
    private final List<Command> introduction = new ArrayList<>();

    /** XFORWARD commands for the transaction in hand, or the one to come. */
    private final List<Command> forwarded = new ArrayList<>();

    private final Transaction transaction;

    /**
     * Nothing has been said.
     *
     * @param memory what is remembered is the session's
     */
    Replay(Memory.Share memory, Transaction transaction) {
        this.memory = memory;
        this.transaction = transaction;
    }

    /**
     * Brings a new connection into the state of the old one.
     *
     * @param greeting what it said first
     * @return what it does not accept, though the old one did; nothing where it is in that state
     */
    Optional<String> sayTo(NextHop next, Reply greeting) throws NextHopLost {
        Optional<String> refusal = refusal("its greeting", greeting);
        for (Iterator<Command> rest = commands().iterator(); refusal.isEmpty() && rest.hasNext(); ) {
            Command command = rest.next();
            if (command.verb() == Verb.MAIL && transaction.body() == BodyType.EIGHT_BIT && !next.keepsEighthBit()) {
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
    Optional<Limit> lackOfRoom() {
        if (length(introduction) >= SmtpLimits.CLIENT_FACTS_BYTES
                || length(forwarded) >= SmtpLimits.CLIENT_FACTS_BYTES) {
            return Optional.of(Limit.CLIENT_FACTS);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(Limit.MEMORY);
    }

    private static long length(List<Command> commands) {
        return commands.stream().mapToLong(command -> command.line().length()).sum();
    }

    /** Notes a command that the next hop carried out. */
    void remember(Command command) {
        switch (command.verb()) {
            case HELO, EHLO -> {
                if (!introduction.isEmpty() && introduction.getLast().verb() != Verb.XCLIENT) {
                    memory.giveBack(cost(introduction.removeLast()));
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
        return 3 * Memory.cost(command.line());
    }

    /** The transaction is over, and with it what XFORWARD said for it. */
    void endTransaction() {
        forwarded.forEach(command -> memory.giveBack(cost(command)));
        forwarded.clear();
    }
}
