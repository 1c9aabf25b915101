package postprox.filter;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import postprox.event.Speaker;
import postprox.smtp.Reply;
import postprox.smtp.StrayCr;
import postprox.spool.SpoolException;

/**
 * The filters of a process, which examine a message one after the other. Each filter sees the message as the filter before it
 * left it. The first filter that refuses the message, wants it kept aside or thrown away, or has no verdict and must have one,
 * ends the examination. Thread-safe.
 *
 * @param filters the filters in their order; if there are none, all messages pass
 */
public record Chain(List<Guard> filters) {
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
        return examine(examination, strayCr, _ -> {});
    }

    /** The same, and tells the name of each filter that the message is for before that filter is asked. */
    public Decision examine(Examination examination, StrayCr strayCr, Consumer<String> asking) throws SpoolException {
        Passage passage = new Passage(
                examination.message(), strayCr, examination.allowance().deadline());
        try {
            passage.clear(filters.stream()
                    .flatMap(filter -> filter.ownFields().stream())
                    .toList());
            for (Guard filter : filters) {
                boolean isAsked = filter.isFor(examination.envelope());
                if (isAsked) {
                    asking.accept(filter.rules().name());
                }
                Opinion opinion = isAsked ? filter.examine(examination.of(passage.next())) : filter.notAsked();
                passage.note(opinion.note());
                switch (opinion.answer()) {
                    case Verdict.Passing passing -> passage.passed(passing);
                    case Verdict.Reject(Reply reply, var _) -> {
                        Speaker by = opinion.note().wasAsked() ? Speaker.FILTER : Speaker.POSTPROX;
                        return new Decision.Refuse(passage.refusal(reply), by, passage.proceedings());
                    }
                    case Verdict.Quarantine(String reason) -> {
                        return new Decision.KeepAside(filter.rules().name(), reason, passage.proceedings());
                    }
                    case Verdict.Discard(String reason) -> {
                        return new Decision.ThrowAway(filter.rules().name(), reason, passage.proceedings());
                    }
                    case NoVerdict.Failed(String reason)
                    when filter.rules().failurePolicy() == FailurePolicy.PASS ->
                        passage.failed(filter.rules().name(), reason);
                    case NoVerdict none -> {
                        return new Decision.PutOff(filter.rules().name(), none, passage.proceedings());
                    }
                }
            }
            return passage.end();
        } catch (Passage.Ended e) {
            return e.decision();
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot make the changes of a filter", e);
        }
    }
}
