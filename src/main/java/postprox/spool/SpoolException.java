package postprox.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/**
 * A failure of the spool, for example of its disk or of its directory, or a filter that changed its files. Never the fault of a
 * peer.
 */
public sealed class SpoolException extends IOException permits MessageModifiedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception whose message ends with the cause's own.
     *
     * @param failure what the spool could not do, such as "cannot write to /var/spool/x"
     */
    public SpoolException(String failure, IOException cause) {
        super(failure + ": " + reason(cause), cause);
    }

    /** Whether the cause is that the disk is full or the user's quota is used up. */
    public boolean isDiskFull() {
        return DiskRoom.isFull(this);
    }

    /** The reason in words. The messages of two common JDK exceptions hold only the file's name. */
    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
