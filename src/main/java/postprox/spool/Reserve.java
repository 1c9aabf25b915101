package postprox.spool;

import postprox.posix.FreeRoom;

/**
 * The part of a disk that is promised to nobody: 1/16 of it, up to a maximum. A filter that writes more than it was promised uses up
 * the reserve first.
 */
public final class Reserve {
    private static final long PART = 16;
    private static final long MAX_BYTES = 16L << 20;
    private static final long MAX_FILES = 1024;

    private Reserve() {}

    /** The reserve of a file system in bytes. */
    public static long bytes(FreeRoom room) {
        return Math.min(room.allBytes() / PART, MAX_BYTES);
    }

    /** The reserve of a file system in files (inodes). */
    public static long files(FreeRoom room) {
        return Math.min(room.allFiles() / PART, MAX_FILES);
    }
}
