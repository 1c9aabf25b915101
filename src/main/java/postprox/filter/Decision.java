package postprox.filter;

import java.util.List;
import postprox.event.Event.MessageAccepted.FilterResult;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** The decision about a message that follows from the answers of all its filters. */
public sealed interface Decision {
    /** The remarks of the filters that let the message pass, in the order of the filters. */
    List<Remarks> remarks();

    /**
     * The message passes.
     *
     * @param text     the text that passes, the original or a changed version
     * @param lineEnds how the lines of this text end
     * @param filtered whether there were filters, and whether they changed the message
     */
    record Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, List<Remarks> remarks)
            implements Decision {}

    /**
     * The message passes as it came, since a filter failed and the failure policy is {@link FailurePolicy#PASS}.
     *
     * @param text   the message as it came
     * @param reason why the filter failed
     */
    record PassUnfiltered(SpooledText text, String reason, List<Remarks> remarks) implements Decision {}

    /**
     * The message is refused with a filter's reply.
     *
     * @param reply a 4xx or 5xx reply
     */
    record Refuse(Reply reply, List<Remarks> remarks) implements Decision {}

    /**
     * The message is refused for now, with a 4xx reply of postprox.
     *
     * @param why the reason why there is no verdict
     */
    record PutOff(NoVerdict why, List<Remarks> remarks) implements Decision {}
}
