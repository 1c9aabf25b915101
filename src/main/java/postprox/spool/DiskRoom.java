package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import postprox.posix.FreeRoom;
import postprox.posix.SystemError;

/**
 * The free room on the disk, less the room that was promised to filters and messages. A filter may not notice, or may ignore,
 * that the disk was full when it wrote. A sender who can fill the disk could also make a filter fail. So a filter starts only
 * if there is room for all that it may write, and postprox takes no room that was promised to a running filter: mail alone
 * never fills the disk under a filter. This is the idea of Postfix's queue_minfree, extended by the messages that are in hand.
 *
 * <p>Other programs, a filter that writes more than it was promised, and quotas can still take room away. A thread that finds
 * room short for such a reason counts a shortage, and {@link Promise#check} then fails for every filter that ran at that time.
 * Thread-safe.
 */
final class DiskRoom {
    private final Disk disk;
    private final Path parent;
    private Share promised = Share.NOTHING;
    private long shortages;

    /**
     * The room of a file system.
     *
     * @param parent the directory of the spool, on that file system
     */
    DiskRoom(Disk disk, Path parent) {
        this.disk = disk;
        this.parent = parent;
    }

    /**
     * A part of the room.
     *
     * @param files how many files can be made, which takes inodes
     */
    record Share(long bytes, long files) {
        static final Share NOTHING = new Share(0, 0);

        /** The most common block size of file systems, which give room in whole blocks. */
        static final long BLOCK_BYTES = 4096;

        /**
         * Room for a changed version that is a little longer than the message, for the list of recipients, and for small files
         * that the filter makes.
         */
        private static final long MARGIN_BYTES = 64 * 1024;

        private static final long MARGIN_FILES = 8;

        /** The room for bytes and new files, rounded up: a block for each file, and one for the last bytes or the directory. */
        static Share of(long bytes, int files) {
            return new Share(bytes + BLOCK_BYTES * (files + 1), files);
        }

        /**
         * The room that a filter may take. It is twice the message (a changed version, and a copy that the filter makes on the
         * way to it), the margin, and the block that {@link Disk#checkRoom} writes after the filter's end.
         */
        static Share ofFilter(long messageBytes) {
            return new Share(2 * messageBytes + MARGIN_BYTES + BLOCK_BYTES, MARGIN_FILES);
        }

        Share plus(Share more) {
            return new Share(bytes + more.bytes, files + more.files);
        }

        Share minus(Share less) {
            return new Share(bytes - less.bytes, files - less.files);
        }
    }

    /** A part of the room that is promised to no other holder until it is closed. Thread-safe. */
    final class Promise implements AutoCloseable {
        private final Share share;
        private final long shortagesBefore;

        private Promise(Share share) {
            this.share = share;
            this.shortagesBefore = shortages;
        }

        /**
         * Looks at the disk, and fails if room is short now or if a thread of this process found it short since this promise.
         *
         * @param directory the directory in which a block is written, which fails if a quota is used up
         */
        void check(ProcessDirectory directory) throws IOException {
            try {
                disk.checkRoom(directory);
            } catch (IOException e) {
                if (!isFull(counted(e))) {
                    throw e;
                }
            }
            failIfRoomWasShort(shortagesBefore);
        }

        @Override
        public void close() {
            giveBack(share);
        }
    }

    /** A promise was refused. The refusal itself counts as no shortage, since no write has failed. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * Promises a part of the room.
     *
     * @throws IOException if the room that is free, less all other promises and the reserve, is smaller than this share
     */
    synchronized Promise take(Share share) throws IOException {
        FreeRoom free = freeRoom();
        require("bytes", share.bytes, promised.bytes, free.bytes(), Reserve.bytes(free));
        require("files", share.files, promised.files, free.files(), Reserve.files(free));
        promised = promised.plus(share);
        return new Promise(share);
    }

    private synchronized void giveBack(Share share) {
        promised = promised.minus(share);
    }

    /** Makes a file, as {@link Disk#make} does. */
    FileChannel make(Path file) throws IOException {
        try (Promise _ = take(Share.of(0, 1))) {
            return disk.make(file);
        } catch (IOException e) {
            throw counted(e);
        }
    }

    /** Writes to a file, as {@link Disk#write} does. */
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        try (Promise _ = take(Share.of(bytes.remaining(), 0))) {
            disk.write(file, bytes);
        } catch (IOException e) {
            throw counted(e);
        }
    }

    /** Makes a directory for this process, with a lock file in it. */
    ProcessDirectory makeDirectory(SpoolNames names) throws IOException {
        try (Promise _ = take(Share.of(0, 2))) {
            return ProcessDirectory.make(parent, names);
        } catch (IOException e) {
            throw counted(e);
        }
    }

    private synchronized void failIfRoomWasShort(long before) throws IOException {
        FreeRoom _ = freeRoom();
        if (shortages != before) {
            throw new IOException("while it ran, the disk had less room than the reserve, or a quota on it was used up;"
                    + " give -d more room: "
                    + SystemError.NO_SPACE.words());
        }
    }

    /** Asks the file system for its free room, and counts a shortage if that is less than the reserve. */
    private FreeRoom freeRoom() throws IOException {
        FreeRoom free = disk.room(parent);
        if (free.bytes() < Reserve.bytes(free) || free.files() < Reserve.files(free)) {
            shortages++;
        }
        return free;
    }

    /** Counts a shortage if a failure came of a full disk or a used-up quota. Returns the failure. */
    private synchronized IOException counted(IOException failure) {
        shortages += isFull(failure) && !(failure instanceof Refused) ? 1 : 0;
        return failure;
    }

    /** Whether a failure came of a full disk or a used-up quota, or is a promise that was refused. */
    static boolean isFull(IOException failure) {
        return SystemError.NO_SPACE.isReasonOf(failure) || SystemError.QUOTA_EXCEEDED.isReasonOf(failure);
    }

    private static void require(String unit, long wanted, long promised, long free, long reserved) throws Refused {
        if (wanted > 0 && free - promised - wanted < reserved) {
            throw new Refused("of " + free + " " + unit + " that are free, " + promised
                    + " are promised to other messages and their filters and " + reserved + " are kept in reserve; "
                    + wanted + " are needed: " + SystemError.NO_SPACE.words());
        }
    }
}
