package postprox.filter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.smtp.SmtpRoundTrip;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/**
 * The filters of a process, which examine a message one after the other: each sees what the one before it made of the message.
 * The first that refuses it, or has no verdict, ends that. Thread-safe.
 *
 * @param filters       in their order; without any, all messages pass
 * @param failurePolicy what becomes of a message when one of them fails
 * @param strayCr       what becomes of a CR that ends no line, between two filters as on the way to the next hop
 */
public record Chain(List<Filter> filters, FailurePolicy failurePolicy, StrayCr strayCr) {
    public Chain {
        filters = List.copyOf(filters);
    }

    /**
     * Has a message examined.
     *
     * @return what becomes of it; a text in it lasts as long as the message
     * @throws SpoolException where a file that is needed cannot be written, or a filter wrote to that of the message
     */
    public Decision examine(Examination examination) throws SpoolException {
        Passage passage = new Passage(examination.message());
        for (Filter filter : filters) {
            switch (filter.examine(examination.of(passage.next()))) {
                case Verdict.Accept(Remarks remarks) -> passage.accepted(remarks);
                case Verdict.Replace(SpooledText text, Remarks remarks) -> passage.replaced(text, remarks);
                case Verdict.Reject(Reply reply) -> {
                    return new Decision.Refuse(reply, passage.remarks);
                }
                case NoVerdict.Failed failed -> {
                    return failed(failed, passage);
                }
                case NoVerdict none -> {
                    return new Decision.PutOff(none, passage.remarks);
                }
            }
        }
        return passage.end();
    }

    /** Unfiltered means as it came: what the filters before the one that failed made of the message is given up too. */
    private Decision failed(NoVerdict.Failed failed, Passage passage) {
        return switch (failurePolicy) {
            case PASS -> new Decision.PassUnfiltered(passage.original.text(), failed.reason(), passage.remarks);
            case TEMPFAIL -> new Decision.PutOff(failed, passage.remarks);
        };
    }

    /** A message on its way through the filters. For one thread. */
    private final class Passage {
        private final SpooledMessage original;
        private final List<Remarks> remarks = new ArrayList<>();
        private SpooledMessage message;
        private Optional<SpooledText> replacement = Optional.empty();

        Passage(SpooledMessage original) {
            this.original = original;
            this.message = original;
        }

        /** What the next filter sees. */
        SpooledMessage next() throws SpoolException {
            if (replacement.isPresent()) {
                message = spooled(replacement.get());
                replacement = Optional.empty();
            } else if (!remarks.isEmpty()) {
                // The filter before it has accepted what came, and nothing else.
                message.check();
            }
            return message;
        }

        /** A text as the next hop would get it, and read back from there, so that a filter sees what passes. */
        private SpooledMessage spooled(SpooledText text) throws SpoolException {
            SpooledMessage made = original.derive();
            try {
                SmtpRoundTrip.pass(text::read, LineEnds.LF_OR_CRLF, strayCr, made::write);
                return made;
            } catch (SpoolException e) {
                throw e;
            } catch (IOException e) {
                throw new SpoolException("cannot spool what a filter wrote", e);
            }
        }

        void accepted(Remarks of) {
            remarks.add(of);
        }

        void replaced(SpooledText text, Remarks of) {
            replacement = Optional.of(text);
            remarks.add(of);
        }

        Decision end() {
            if (replacement.isPresent()) {
                return pass(replacement.get(), LineEnds.LF_OR_CRLF, FilterResult.CHANGED);
            }
            FilterResult filtered = message == original ? FilterResult.PASSED : FilterResult.CHANGED;
            return pass(message.text(), LineEnds.LF, filters.isEmpty() ? FilterResult.NONE : filtered);
        }

        private Decision pass(SpooledText text, LineEnds lineEnds, FilterResult filtered) {
            return new Decision.Pass(text, lineEnds, filtered, remarks);
        }
    }
}
