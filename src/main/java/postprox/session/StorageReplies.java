package postprox.session;

import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** The replies to a client if the spool fails. */
public final class StorageReplies {
    private StorageReplies() {}

    /** The reply if the disk is full, or the reply to any other failure. */
    public static Reply of(SpoolException failure) {
        return failure.isDiskFull() ? Replies.DISK_FULL : Replies.SPOOL_FAILED;
    }
}
