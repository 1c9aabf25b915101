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
 * The filters of a process, which examine a message one after the other. Each filter sees the message as the filter before it
 * left it. The first filter that refuses the message or has no verdict ends the examination. Thread-safe.
 *
 * @param filters       the filters in their order; if there are none, all messages pass
 * @param failurePolicy whether a message passes when a filter fails
 */
public record Chain(List<Filter> filters, FailurePolicy failurePolicy) {
    public Chain {
        filters = List.copyOf(filters);
    }

    /**
     * Has the filters examine a message, on the calling thread, which waits for their answers.
     *
     * @param strayCr what becomes of a CR that ends no line, between two filters as on the way to the next hop
     * @return what becomes of the message; a text in this decision can be read until the message is removed
     * @throws SpoolException if a file cannot be written, or if a filter wrote to the message's own file
     */
    public Decision examine(Examination examination, StrayCr strayCr) throws SpoolException {
        Passage passage = new Passage(examination.message(), strayCr);
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

    /** A message that passes unfiltered passes as it came: changes by the filters before the failed one are dropped too. */
    private Decision failed(NoVerdict.Failed failed, Passage passage) {
        return switch (failurePolicy) {
            case PASS -> new Decision.PassUnfiltered(passage.original.text(), failed.reason(), passage.remarks);
            case TEMPFAIL -> new Decision.PutOff(failed, passage.remarks);
        };
    }

    /** A message on its way through the filters. Not thread-safe. */
    private final class Passage {
        private final SpooledMessage original;
        private final StrayCr strayCr;
        private final List<Remarks> remarks = new ArrayList<>();
        private SpooledMessage message;
        private Optional<SpooledText> replacement = Optional.empty();

        Passage(SpooledMessage original, StrayCr strayCr) {
            this.original = original;
            this.strayCr = strayCr;
            this.message = original;
        }

        /** The message that the next filter examines. */
        SpooledMessage next() throws SpoolException {
            if (replacement.isPresent()) {
                message = spooled(replacement.get());
                replacement = Optional.empty();
            } else if (!remarks.isEmpty()) {
                // The filter before it accepted this message. Its file must still hold that message.
                message.check();
            }
            return message;
        }

        /**
         * A text, encoded as for the next hop and decoded again, as a message. So the next filter sees the bytes that will
         * pass, for example after the repair of a stray CR.
         */
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

        void accepted(Remarks filterRemarks) {
            remarks.add(filterRemarks);
        }

        void replaced(SpooledText text, Remarks filterRemarks) {
            replacement = Optional.of(text);
            remarks.add(filterRemarks);
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
