package postprox.resident;

import java.io.IOException;

/** What came is no session, or comes from somebody who must not have one served here. */
final class HandoverRefused extends IOException {
    HandoverRefused(String reason) {
        super(reason);
    }
}
