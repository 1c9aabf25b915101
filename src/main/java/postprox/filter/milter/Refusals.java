package postprox.filter.milter;

import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/** The refusals of a message's recipients. Each of these has its 250 already, so that the message alone can be refused. Not thread-safe. */
final class Refusals {
    private final int recipients;
    private int number;
    private Optional<Reply> forGood = Optional.empty();
    private Optional<Reply> forNow = Optional.empty();
    private String words = "";

    /**
     * Begins without a refusal.
     *
     * @param recipients how many recipients there are
     */
    Refusals(int recipients) {
        this.recipients = recipients;
    }

    void add(Response.Refuse refusal) {
        Reply reply = refusal.reply();
        number++;
        words = refusal.said().isEmpty() ? words : "; " + refusal.said();
        if (reply.isPermanent()) {
            forGood = forGood.or(() -> Optional.of(reply));
        } else {
            forNow = forNow.or(() -> Optional.of(reply));
        }
    }

    /** The answer that follows; none if the message is to be examined further. */
    Optional<Answer> end(SomeRefused someRefused) {
        boolean isIgnored = someRefused == SomeRefused.IGNORE && number < recipients;
        return number == 0 || isIgnored ? Optional.empty() : Optional.of(new Verdict.Reject(reply(), said()));
    }

    /** If the message can come again for one of them, it can for all. */
    private Reply reply() {
        return forNow.or(() -> forGood).orElseThrow();
    }

    private String said() {
        return "in answer to RCPT, for " + number + " of " + recipients + " recipients" + words;
    }

    /** What the log hears of refusals that are ignored. */
    Remarks remarks() {
        return number == 0
                ? Remarks.NONE
                : new Remarks(
                        "refused " + number + " of " + recipients + " recipients: " + reply().oneLine() + words,
                        Optional.empty());
    }
}
