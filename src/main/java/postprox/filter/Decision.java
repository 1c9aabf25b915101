package postprox.filter;

import java.util.List;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** What becomes of a message, all its filters considered. */
public sealed interface Decision {
    /** What is to be said of the filters that let the message pass, in their order. */
    List<Remarks> remarks();

    /**
     * It passes.
     *
     * @param text     what passes
     * @param lineEnds how its lines end
     * @param filtered what its filters made of it
     */
    record Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, List<Remarks> remarks)
            implements Decision {}

    /**
     * It passes as it came, since a filter failed and the administrator lets messages pass then.
     *
     * @param text   the message as it came
     * @param reason why the filter failed
     */
    record PassUnfiltered(SpooledText text, String reason, List<Remarks> remarks) implements Decision {}

    /**
     * It is refused in a filter's words.
     *
     * @param reply a 4xx or 5xx
     */
    record Refuse(Reply reply, List<Remarks> remarks) implements Decision {}

    /**
     * It is refused for now.
     *
     * @param why there is no verdict
     */
    record PutOff(NoVerdict why, List<Remarks> remarks) implements Decision {}
}
