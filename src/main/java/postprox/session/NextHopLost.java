package postprox.session;

import java.io.IOException;
import postprox.smtp.Reply;

/** The connection to the next hop cannot be used any more. */
final class NextHopLost extends IOException {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** What happened, in words that a stranger may read: no address, nothing that the next hop said. */
    enum Why {
        UNREACHABLE("4.4.1 Error: cannot connect to next hop"),
        CLOSED("4.4.2 Error: next hop closed the connection"),
        SILENT("4.4.2 Error: next hop did not answer in time"),
        CONFUSED("4.5.0 Error: unexpected reply from next hop");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /** What the client is told. */
        Reply reply() {
            return Reply.of(451, text);
        }
    }

    /**
     * Lost.
     *
     * @param detail for the log
     */
    NextHopLost(Why why, String detail) {
        super(detail);
        this.why = why;
    }

    Why why() {
        return why;
    }

    /** What happened, for the log. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
