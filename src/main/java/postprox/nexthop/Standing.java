package postprox.nexthop;

import java.time.Duration;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * How the client stands with the next hop. Where that has refused what the client said last, to hang up is its answer to the
 * client, and opening another connection would undo it.
 *
 * @param unwelcome until when to hang up is such an answer, if it is one
 */
record Standing(Optional<Deadline> unwelcome) {
    static final Standing WELCOME = new Standing(Optional.empty());

    /** Too many errors end a connection at once (Postfix's smtpd_hard_error_limit), want of patience after minutes. */
    private static final Duration PART_OF_REFUSAL = Duration.ofSeconds(10);

    /** Once the next hop has said this. */
    static Standing after(Reply reply, Ticker ticker) {
        return reply.isNegative() ? new Standing(Optional.of(Deadline.after(ticker, PART_OF_REFUSAL))) : WELCOME;
    }

    /** At a command that no mail needs (POST), however long its reply takes. */
    static Standing atNeedless(Ticker ticker) {
        return new Standing(Optional.of(Deadline.never(ticker)));
    }

    boolean isUnwelcome() {
        return unwelcome.isPresent() && !unwelcome.get().isOver();
    }
}
