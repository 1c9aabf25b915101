package postprox.session;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.filter.Decision;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Origin;
import postprox.filter.Remarks;
import postprox.log.MailLog;
import postprox.log.MessageFacts;
import postprox.mail.Envelope;
import postprox.net.WireException;
import postprox.nexthop.Delivery;
import postprox.nexthop.KeepAlive;
import postprox.nexthop.NextHop;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.Outcome;
import postprox.smtp.BodyType;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.EighthBit;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.time.Deadline;

/**
 * One message from the first octet of its content to its answer: spool, filter, then relay or refuse. The next hop hears
 * of it only when the filter has spoken, and by DATA, however it came. For one message, on the session's thread.
 */
final class DataPhase {
    private final Surroundings surroundings;
    private final Origin origin;
    private final SessionSettings settings;
    private final MailLog log;
    private final Client client;
    private final NextHop nextHop;
    private final Envelope envelope;
    private final BodyType body;

    private long size;
    private Duration filterTime = Duration.ZERO;
    private String said = "";

    DataPhase(
            Surroundings surroundings,
            Origin origin,
            Client client,
            NextHop nextHop,
            Envelope envelope,
            BodyType body) {
        this.surroundings = surroundings;
        this.origin = origin;
        this.settings = surroundings.settings();
        this.log = surroundings.log();
        this.client = client;
        this.nextHop = nextHop;
        this.envelope = envelope;
        this.body = body;
    }

    /**
     * Takes the message and finds it an answer.
     *
     * @throws WireException     where the client went away; the next hop does not have the message
     * @throws Content.TakenBack where the client ended it by another command; the next hop does not have it either
     */
    Reply run(Content content) throws IOException, Content.TakenBack {
        Outcome outcome = answer(content);
        if (!outcome.reply().isPositive()) {
            log.rejected(facts(), outcome.reply().oneLine(), outcome.by().text());
        }
        return outcome.reply();
    }

    private Outcome answer(Content content) throws IOException, Content.TakenBack {
        SpooledMessage message = surroundings.spool().create();
        try {
            return answer(content, message);
        } finally {
            remove(message);
        }
    }

    private Outcome answer(Content content, SpooledMessage message) throws IOException, Content.TakenBack {
        try (KeepAlive keepAlive = nextHop.keepAlive()) {
            Optional<Reply> refusal = receive(content, message, keepAlive);
            if (refusal.isPresent()) {
                keepAlive.stop().ifPresent(nextHop::lose);
                return refuse(Outcome.ours(refusal.get()));
            }
            Deadline deadline = Deadline.after(surroundings.ticker(), settings.messageDeadline());
            keepAlive.endBy(deadline);
            Decision decision = examine(message, deadline);
            // A refusal needs no next hop; for another decision it is opened again.
            keepAlive.stop().ifPresent(nextHop::lose);
            return carryOut(decision, deadline);
        } catch (MessageModifiedException e) {
            log.trouble(
                    envelope.session(),
                    "the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place");
            return refuse(Outcome.ours(Replies.EMAIL_MODIFIED));
        } catch (Delivery.EndsEarly e) {
            log.trouble(
                    envelope.session(),
                    "without its eighth bits, what the filter wrote to OUTFILE would end before its end");
            return refuse(Outcome.ours(Replies.EIGHTH_BIT));
        } catch (SpoolException e) {
            return refuse(spoolFailed(e));
        } catch (NextHopLost e) {
            lose(e);
            return e.outcome();
        }
    }

    private void lose(NextHopLost loss) {
        nextHop.lose(loss);
        log.trouble(envelope.session(), "next hop lost: " + loss.detail());
    }

    /** Takes content to its end; says why it is refused, if it is. */
    private Optional<Reply> receive(Content content, SpooledMessage message, KeepAlive keepAlive)
            throws IOException, Content.TakenBack {
        long ours = settings.limits().messageBytes();
        long theirs = nextHop.maxBytes();
        boolean theirsIsLess = theirs > 0 && (ours == 0 || theirs < ours);
        ContentSink text = new ContentSink(message, theirsIsLess ? theirs : ours, body, () -> remove(message));
        boolean whole = false;
        String abandoned = content.brokenOff();
        try {
            content.read(text);
            text.end();
            whole = true;
        } catch (Content.TakenBack e) {
            keepAlive.stop().ifPresent(nextHop::lose);
            throw e;
        } catch (WireException e) {
            abandoned = e.reason() == WireException.Cause.TIMEOUT ? "content did not come in time" : abandoned;
            throw e;
        } finally {
            size = text.size();
            if (text.isTooLarge()) {
                var _ = client.beyond(theirsIsLess ? Limit.NEXT_HOP_SIZE : Limit.MESSAGE_SIZE);
            }
            if (!whole) {
                log.abandoned(facts(), abandoned);
            }
        }
        if (text.content().isEmpty()) {
            text.check();
        }
        return text.content();
    }

    private Decision examine(SpooledMessage message, Deadline deadline) throws SpoolException {
        long start = surroundings.ticker().nanos();
        try {
            return surroundings.chain().examine(new Examination(message, envelope, deadline, origin));
        } finally {
            filterTime = Duration.ofNanos(surroundings.ticker().nanos() - start);
        }
    }

    private Outcome carryOut(Decision decision, Deadline deadline) throws IOException {
        take(decision.remarks());
        return switch (decision) {
            case Decision.Pass(SpooledText text, LineEnds lineEnds, String words, var _) ->
                pass(text, lineEnds, deadline, words);
            case Decision.PassUnfiltered(SpooledText text, String reason, var _) ->
                passUnfiltered(reason, text, deadline);
            case Decision.Refuse(Reply reply, var _) -> refuse(new Outcome(reply, Outcome.Speaker.FILTER));
            case Decision.PutOff(NoVerdict why, var _) -> putOff(why, deadline);
        };
    }

    private void take(List<Remarks> remarks) {
        said = remarks.stream()
                .map(Remarks::said)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
        remarks.forEach(one -> one.hint().ifPresent(hint -> log.trouble(envelope.session(), hint)));
    }

    private Outcome putOff(NoVerdict why, Deadline deadline) throws SpoolException {
        return switch (why) {
            case NoVerdict.Failed(String reason) ->
                putOff(reason, deadline.isOver() ? Replies.DEADLINE : Replies.FILTER_FAILED);
            case NoVerdict.Postponed(String reason) -> putOff(reason, Replies.FILTER_NOT_RUN);
            case NoVerdict.Doubtful(String reason) -> putOff(reason, Replies.FILTER_FAILED);
            case NoVerdict.Unfounded(SpoolException reason) -> throw reason;
        };
    }

    private Outcome putOff(String reason, Reply reply) {
        log.filterFailed(facts(), reason, "the message was refused for now");
        return refuse(Outcome.ours(reply));
    }

    /** What became of the message is said when it is known. */
    private Outcome passUnfiltered(String reason, SpooledText text, Deadline deadline) throws IOException {
        boolean passed = false;
        try {
            Outcome outcome = pass(text, LineEnds.LF, deadline, "filter failed");
            passed = outcome.reply().isPositive();
            return outcome;
        } finally {
            log.filterFailed(
                    facts(),
                    reason,
                    passed
                            ? "the message passed unfiltered (option -r prevents this)"
                            : "the message was not passed on");
        }
    }

    private Outcome pass(SpooledText text, LineEnds lineEnds, Deadline deadline, String filterResult)
            throws IOException {
        if (deadline.isOver()) {
            log.trouble(envelope.session(), "the message's deadline was over before its filter was done (--deadline)");
            return refuse(Outcome.ours(Replies.DEADLINE));
        }
        try {
            Outcome outcome = new Delivery(client::isGone, nextHop, settings.nextHop(), settings.strayCr(), deadline)
                    .pass(text, lineEnds, new EighthBit(body));
            if (outcome.reply().isPositive()) {
                log.accepted(facts(), filterResult, outcome.reply().oneLine());
            }
            return outcome;
        } catch (WireException e) {
            log.abandoned(facts(), "the client went away before its message was passed on");
            throw e;
        } catch (NextHopLost e) {
            if (!deadline.isOver()) {
                throw e;
            }
            nextHop.drop();
            log.trouble(
                    envelope.session(),
                    "the message's deadline was over before the next hop had all of it (--deadline): " + e.detail());
            return Outcome.ours(Replies.DEADLINE);
        } catch (Delivery.OutcomeUnknown e) {
            log.outcomeUnknown(facts(), e.reason());
            return Outcome.ours(Replies.OUTCOME_UNKNOWN);
        }
    }

    private Outcome refuse(Outcome outcome) {
        nextHop.abandon();
        return outcome;
    }

    private Outcome spoolFailed(SpoolException failure) {
        log.trouble(envelope.session(), String.valueOf(failure.getMessage()));
        return Outcome.ours(StorageReplies.of(failure));
    }

    /** The answer stands, whatever becomes of the files: a later process sweeps what could not be removed. */
    private void remove(SpooledMessage message) {
        try {
            message.remove().ifPresent(warning -> log.trouble(envelope.session(), warning));
        } catch (SpoolException e) {
            log.trouble(envelope.session(), String.valueOf(e.getMessage()));
        }
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
