package postprox.nexthop;

import java.time.Duration;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The client's standing with the next hop. A next hop that hangs up soon after it has refused a command gives the client an
 * answer by that, and opening another connection would undo it.
 *
 * @param unwelcome the end of the time in which a hang-up is such an answer; empty if the next hop has refused nothing
 */
record Standing(Optional<Deadline> unwelcome) {
    static final Standing WELCOME = new Standing(Optional.empty());

    /** Too many errors end a connection at once (Postfix's smtpd_hard_error_limit), a timeout only after minutes. */
    private static final Duration PART_OF_REFUSAL = Duration.ofSeconds(10);

    /** The standing after a reply of the next hop. */
    static Standing after(Reply reply, Ticker ticker) {
        return reply.isNegative() ? new Standing(Optional.of(Deadline.after(ticker, PART_OF_REFUSAL))) : WELCOME;
    }

    /** The standing at a command that no mail needs (POST), however long its reply takes. */
    static Standing atNeedless(Ticker ticker) {
        return new Standing(Optional.of(Deadline.never(ticker)));
    }

    boolean isUnwelcome() {
        return unwelcome.isPresent() && !unwelcome.get().isOver();
    }
}
