package postprox.dns;

import java.io.IOException;

/** A name server sent something that is no answer to the question. */
final class MalformedAnswer extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedAnswer(String reason) {
        super(reason);
    }
}
