package postprox.resident;

import java.io.IOException;

/** A message on the resident's socket is no session, or its sender must not have a session served by this process. */
final class HandoverRefused extends IOException {
    HandoverRefused(String reason) {
        super(reason);
    }
}
