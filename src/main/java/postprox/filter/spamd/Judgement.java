package postprox.filter.spamd;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.RefusalText;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.smtp.SmtpRoundTrip;
import postprox.text.WireText;

/**
 * What spamd's replies mean for a message.
 *
 * @param rejectScore the score from which on a message is refused; empty if none is
 * @param tagScore    the score from which on a message counts as spam; empty if spamd decides that
 * @param text        the text of a refusal
 * @param marking     which messages get header fields
 * @param subjectTag  what stands in front of the subject of spam; empty for nothing
 */
public record Judgement(
        Optional<BigDecimal> rejectScore,
        Optional<BigDecimal> tagScore,
        String text,
        Marking marking,
        String subjectTag) {
    /**
     * The rule that a message meets which SpamAssassin did not examine to its end (Mail::SpamAssassin::Conf, time_limit). Its score is that of
     * the rules that were tried until then, so that a message which takes long would pass for ham.
     */
    private static final String TIME_LIMIT = "TIME_LIMIT_EXCEEDED";

    /** The most of the finding in a log line. */
    private static final int MOST_WORDS = 300;

    /**
     * The answer to a reply.
     *
     * @param message reads the message from its beginning
     * @throws Servers.CannotExamine if spamd did not examine all of the message, and what it saw is no spam
     */
    Answer of(SpamdReply reply, SmtpRoundTrip.Blocks message) throws IOException {
        Finding finding = new Finding(isSpam(reply), reply.score(), tagScore.orElse(reply.required()), reply.tests());
        String said = WireText.shorten(finding.toString(), MOST_WORDS);
        if (isRefused(reply.score())) {
            return new Verdict.Reject(RefusalText.byPolicy(text), said);
        }
        if (!finding.isSpam() && reply.tests().contains(TIME_LIMIT)) {
            throw new Servers.CannotExamine(
                    "its time was over before it had examined all of the message (" + TIME_LIMIT + ")");
        }
        Remarks remarks = new Remarks(said, Optional.empty());
        List<HeaderEdit> edits = edits(finding, message);
        return edits.isEmpty() ? new Verdict.Accept(remarks) : new Verdict.Edit(edits, Optional.empty(), remarks);
    }

    /** Whether a message of which spamd says this is refused, or is to have a mark. The rules' names do not matter. */
    boolean isAgainst(SpamdReply reply) {
        boolean isToBeMarked = isSpam(reply) && (marking != Marking.NONE || !subjectTag.isEmpty());
        return isToBeMarked || isRefused(reply.score());
    }

    private boolean isSpam(SpamdReply reply) {
        return tagScore.map(limit -> reply.score().compareTo(limit) >= 0).orElse(reply.isSpam());
    }

    private boolean isRefused(BigDecimal score) {
        return rejectScore.isPresent() && score.compareTo(rejectScore.get()) >= 0;
    }

    private List<HeaderEdit> edits(Finding finding, SmtpRoundTrip.Blocks message) throws IOException {
        try {
            HeaderBlock header = HeaderBlock.read(message);
            List<HeaderEdit> edits = new ArrayList<>(SpamFields.OWN.removal(header.names()));
            if (finding.isSpam() && !subjectTag.isEmpty()) {
                edits.addAll(SubjectTag.of(subjectTag, header.fields(), header.names()));
            }
            if (isMarked(finding)) {
                edits.addAll(SpamFields.of(finding));
            }
            // A header that ends at a line of no field gets its empty line: somebody may find a sender's fields behind
            // that line.
            return edits.isEmpty() && header.edit(List.of()) ? List.of(Verdict.Edit.ofNothing()) : edits;
        } catch (HeaderBlock.TooLarge e) {
            // The message is refused when the edit is made, as each message is whose header is too large to be edited.
            return List.of(Verdict.Edit.ofNothing());
        }
    }

    private boolean isMarked(Finding finding) {
        return switch (marking) {
            case ALL -> true;
            case SPAM -> finding.isSpam();
            case NONE -> false;
        };
    }
}
