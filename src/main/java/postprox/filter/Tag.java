package postprox.filter;

import java.util.List;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** The header field that marks a message which a filter would have refused ({@link OnReject#TAG}). */
final class Tag {
    /** Only a sender can have put such a field there. */
    static final OwnFields OWN = new OwnFields("x-postprox-verdict", false);

    private static final String NAME = "X-Postprox-Verdict";

    /** The longest reply in the field, so that the field stays within a line of a header (RFC 5322 section 2.1.1). */
    private static final int REPLY_BYTES = 800;

    private Tag() {}

    /** Puts the filter's name and its reply at the top of the header. */
    static List<HeaderEdit> of(String filter, Reply reply) {
        return List.of(new HeaderEdit.Insert(
                0,
                HeaderField.of(
                        NAME,
                        "reject; filter=" + filter + "; reply="
                                + WireText.shorten(WireText.ascii(reply.oneLine()), REPLY_BYTES))));
    }
}
