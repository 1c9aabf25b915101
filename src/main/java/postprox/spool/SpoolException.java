package postprox.spool;

import java.io.IOException;

/** The spool failed: its disk is full or broken, its directory gone. Never the fault of a peer. */
public final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** A failure of what is named. */
    public SpoolException(String what, IOException cause) {
        super(what + ": " + reason(cause), cause);
    }

    /** Whether there is no room left, on the disk or in the user's quota (strerror(3) of ENOSPC and EDQUOT). */
    public boolean isDiskFull() {
        String message = String.valueOf(getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private static String reason(IOException cause) {
        return String.valueOf(cause.getMessage());
    }
}
