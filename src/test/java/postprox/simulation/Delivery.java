package postprox.simulation;

import java.util.List;
import java.util.Optional;

/** A content phase at the next hop: an envelope, and what came behind 354. */
final class Delivery {
    final String sender;
    final List<String> recipients;
    final String greeting;
    final List<String> forwarded;
    final int turn;
    final long begun;
    final StringBuilder content = new StringBuilder();
    long dotAt = Long.MAX_VALUE;
    long contentAt = Long.MAX_VALUE;
    boolean connectionReset;
    Optional<Said> answer = Optional.empty();

    /**
     * Begins.
     *
     * @param sender     the argument of MAIL
     * @param recipients the arguments of the RCPT that were accepted
     * @param greeting   the HELO or EHLO that came last
     * @param forwarded  the XFORWARD that count
     */
    Delivery(String sender, List<String> recipients, String greeting, List<String> forwarded, World world) {
        this.sender = sender;
        this.recipients = List.copyOf(recipients);
        this.greeting = greeting;
        this.forwarded = List.copyOf(forwarded);
        this.turn = world.turn();
        this.begun = world.nanos();
    }

    boolean isWhole() {
        return dotAt != Long.MAX_VALUE;
    }
}
