package postprox.filter;

import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Speaker;
import postprox.smtp.DataWriter.LineEnds;
import postprox.smtp.Reply;
import postprox.spool.SpooledText;

/** The decision about a message that follows from the answers of all its filters. */
public sealed interface Decision {
    /** What the filters said. */
    Proceedings proceedings();

    /**
     * The message passes.
     *
     * @param text     the text that passes, the original or a changed version
     * @param lineEnds how the lines of this text end
     * @param filtered whether there were filters, whether they changed the message, and whether one failed
     */
    record Pass(SpooledText text, LineEnds lineEnds, FilterResult filtered, Proceedings proceedings)
            implements Decision {}

    /**
     * The message is refused.
     *
     * @param reply a 4xx or 5xx reply
     * @param by    the filter, or postprox if the message cannot be changed as the filter wants it
     */
    record Refuse(Reply reply, Speaker by, Proceedings proceedings) implements Decision {}

    /**
     * The message is kept aside as it came from the client, and not passed on, if the administrator allows that.
     *
     * @param filter the name of the filter that asks for it; empty for the manual's filter
     * @param reason why, in one line of printable characters, one byte each; it may be empty
     */
    record KeepAside(String filter, String reason, Proceedings proceedings) implements Decision {}

    /**
     * The message is thrown away, if the administrator allows that.
     *
     * @param filter as in {@link KeepAside}
     * @param reason as in {@link KeepAside}
     */
    record ThrowAway(String filter, String reason, Proceedings proceedings) implements Decision {}

    /**
     * The message is refused for now, with a 4xx reply of postprox.
     *
     * @param filter the name of the filter that gave no verdict; empty for the manual's filter
     * @param why    the reason why there is no verdict
     */
    record PutOff(String filter, NoVerdict why, Proceedings proceedings) implements Decision {}
}
