package postprox.filter.hooks;

import java.io.IOException;
import java.time.Duration;
import postprox.filter.http.Call;
import postprox.text.WireText;

/** The scanner says that it cannot answer now. The same request may be sent again (draft-degennaro-mta-hooks-01 section 7.5.3). */
final class Unavailable extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_DIGITS = 6;

    private final Duration retryAfter;

    private Unavailable(String reason, Duration retryAfter) {
        super(reason);
        this.retryAfter = retryAfter;
    }

    /** What an answer of status 429 or 5xx says. */
    static Unavailable of(Call call) {
        return new Unavailable(
                call.words(),
                call.head().first("Retry-After").map(Unavailable::seconds).orElse(Duration.ZERO));
    }

    /** The time of a Retry-After in seconds (RFC 9110 section 10.2.3). A date there is not obeyed: the pause is an ordinary one. */
    private static Duration seconds(String text) {
        boolean isNumber = WireText.isNumber(text, MOST_DIGITS);
        return isNumber ? Duration.ofSeconds(Integer.parseInt(text)) : Duration.ZERO;
    }

    /** How long the scanner wants to be left alone; zero if it does not say. */
    Duration retryAfter() {
        return retryAfter;
    }
}
