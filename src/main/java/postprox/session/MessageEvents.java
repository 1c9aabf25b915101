package postprox.session;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import postprox.filter.Remarks;
import postprox.log.MailLog;
import postprox.log.MessageFacts;
import postprox.mail.Envelope;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;

/** Tells what happens to one message, with what is known of it by then. For one message, on the session's thread. */
final class MessageEvents {
    private final MailLog log;
    private final Envelope envelope;
    private long size;
    private Duration filterTime = Duration.ZERO;
    private String said = "";

    MessageEvents(MailLog log, Envelope envelope) {
        this.log = log;
        this.envelope = envelope;
    }

    /** So much of it came. */
    void received(long bytes) {
        size = bytes;
    }

    /** Its filters took so long. */
    void examined(Duration time) {
        filterTime = time;
    }

    /** What there is to say about the filters that let it pass. */
    void remarks(List<Remarks> remarks) {
        said = remarks.stream()
                .map(Remarks::said)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        remarks.forEach(one -> one.hint().ifPresent(this::trouble));
    }

    /** A filter failed, or could not be asked; what became of the message. */
    void filterFailed(String reason, String disposition) {
        log.filterFailed(facts(), reason, disposition);
    }

    /** The next hop took it. */
    void accepted(String filterResult, Reply reply) {
        log.accepted(facts(), filterResult, reply.oneLine());
    }

    /** It was refused. */
    void refused(Outcome outcome) {
        log.rejected(facts(), outcome.reply().oneLine(), outcome.by().text());
    }

    /** The client gave it up before it had an answer. */
    void aborted(String why) {
        log.abandoned(facts(), why);
    }

    /** The final dot has gone, and there is no answer. */
    void outcomeUnknown(String reason) {
        log.outcomeUnknown(facts(), reason);
    }

    void emailModified() {
        trouble("the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place");
    }

    void wouldEndEarly() {
        trouble("without its eighth bits, what the filter wrote to OUTFILE would end before its end");
    }

    void filterTooLate() {
        trouble("the message's deadline was over before its filter was done (--deadline)");
    }

    void nextHopTooLate(NextHopLost loss) {
        trouble("the message's deadline was over before the next hop had all of it (--deadline): " + loss.detail());
    }

    void nextHopLost(NextHopLost loss) {
        trouble("next hop lost: " + loss.detail());
    }

    void spoolTrouble(String reason) {
        trouble(reason);
    }

    private void trouble(String what) {
        log.trouble(envelope.session(), what);
    }

    private MessageFacts facts() {
        return new MessageFacts(
                envelope.session(),
                envelope.client(Attribute.ADDR),
                envelope.helo(),
                envelope.sender(),
                envelope.recipientSummary(),
                envelope.recipients().size(),
                size,
                filterTime,
                said);
    }
}
