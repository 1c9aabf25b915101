package postprox.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The spool failed: its disk is full or broken, its directory gone. Never the fault of a peer. */
public sealed class SpoolException extends IOException permits MessageModifiedException {
    private static final long serialVersionUID = 1L;

    /** A failure of what is named. */
    public SpoolException(String what, IOException cause) {
        super(what + ": " + reason(cause), cause);
    }

    /** Whether there is no room left, on the disk or in the user's quota. */
    public boolean isDiskFull() {
        return DiskRoom.isFull(this);
    }

    /** The JDK's exceptions for the two most common reasons say no more than the file's name. */
    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
