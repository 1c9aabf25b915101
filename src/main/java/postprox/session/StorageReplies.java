package postprox.session;

import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;

/** The replies to a client when our disk is at fault. */
public final class StorageReplies {
    private StorageReplies() {}

    /** The reply: whether the disk is full or fails in another way. */
    public static Reply of(SpoolException failure) {
        return failure.isDiskFull() ? Replies.DISK_FULL : Replies.SPOOL_FAILED;
    }
}
