package postprox.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import postprox.posix.FreeRoom;
import postprox.posix.SystemError;

/**
 * The room on the disk, and who was promised how much of it. A filter need not notice, or care, that the disk was full when it
 * wrote, and could be made to fail by whoever fills it. So it does not run without room for what it writes, and nothing of ours
 * takes room that a filter at work was promised: mail alone never fills the disk under it. This is the idea of Postfix's
 * queue_minfree, with the messages counted that are in hand.
 *
 * <p>What another program, a filter beyond its promise or a quota takes cannot be kept back. A time at which room was short is
 * noted by whoever sees it, for all filters at work. Thread-safe.
 */
final class DiskRoom {
    /** This part of the disk is nobody's, up to so much: filters that write more than they were promised come upon it first. */
    private static final long RESERVED_PART = 16;

    private static final long MOST_RESERVED_BYTES = 16L << 20;
    private static final long MOST_RESERVED_FILES = 1024;

    private final Disk disk;
    private final Path place;
    private Share promised = Share.NOTHING;
    private long shortages;

    /** The room on a disk, in a directory. */
    DiskRoom(Disk disk, Path place) {
        this.disk = disk;
        this.place = place;
    }

    /** A part of the room. */
    record Share(long bytes, long files) {
        static final Share NOTHING = new Share(0, 0);

        /** File systems give room by blocks, at the most usual of which this rounds, for the directory too. */
        static final long BLOCK_BYTES = 4096;

        /** A changed version may be a little longer than the message, there is the list of recipients, and filters make small files. */
        private static final long MARGIN_BYTES = 64 * 1024;

        private static final long MARGIN_FILES = 8;

        /** What so many bytes take that are written to files. */
        static Share of(long bytes, int files) {
            return new Share(bytes + BLOCK_BYTES * (files + 1), files);
        }

        /** What a filter may take: twice the message, for a changed version and a copy on the way to it; and the check afterwards. */
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

    /** A part of the room that nobody else is given until it is closed. Thread-safe. */
    final class Promise implements AutoCloseable {
        private final Share share;
        private final long shortagesBefore;

        private Promise(Share share) {
            this.share = share;
            this.shortagesBefore = shortages;
        }

        /**
         * Fails where room is short, or was at any time since this was promised.
         *
         * @param directory where a quota is looked for, by writing there
         */
        void check(ProcessDirectory directory) throws IOException {
            try {
                disk.checkRoom(directory);
            } catch (IOException e) {
                if (!isFull(noted(e))) {
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

    /** Such a part was refused. That is no shortage: nobody has met with one. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /**
     * Promises a part of the room.
     *
     * @throws IOException where that would take what is promised already, or the reserve
     */
    synchronized Promise take(Share share) throws IOException {
        FreeRoom free = look();
        require("bytes", share.bytes, promised.bytes, free.bytes(), reservedBytes(free));
        require("files", share.files, promised.files, free.files(), reservedFiles(free));
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
            throw noted(e);
        }
    }

    /** Writes to a file, as {@link Disk#write} does. */
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        try (Promise _ = take(Share.of(bytes.remaining(), 0))) {
            disk.write(file, bytes);
        } catch (IOException e) {
            throw noted(e);
        }
    }

    /** Makes a directory for this process, which has a lock file in it. */
    ProcessDirectory makeDirectory(Names names) throws IOException {
        try (Promise _ = take(Share.of(0, 2))) {
            return ProcessDirectory.make(place, names);
        } catch (IOException e) {
            throw noted(e);
        }
    }

    private synchronized void failIfRoomWasShort(long before) throws IOException {
        FreeRoom _ = look();
        if (shortages != before) {
            throw new IOException("while it ran, the disk had less room than the reserve, or a quota on it was used up;"
                    + " give -d more room: "
                    + SystemError.NO_SPACE.words());
        }
    }

    private FreeRoom look() throws IOException {
        FreeRoom free = disk.room(place);
        if (free.bytes() < reservedBytes(free) || free.files() < reservedFiles(free)) {
            shortages++;
        }
        return free;
    }

    /** Notes a failure that came of a shortage. Returns it. */
    private synchronized IOException noted(IOException failure) {
        shortages += isFull(failure) && !(failure instanceof Refused) ? 1 : 0;
        return failure;
    }

    static boolean isFull(IOException failure) {
        return SystemError.NO_SPACE.isReasonOf(failure) || SystemError.QUOTA_EXCEEDED.isReasonOf(failure);
    }

    private static void require(String what, long wanted, long promised, long free, long reserved) throws Refused {
        if (wanted > 0 && free - promised - wanted < reserved) {
            throw new Refused("of " + free + " " + what + " that are free, " + promised
                    + " are promised to other messages and their filters and " + reserved + " are kept in reserve; "
                    + wanted + " are needed: " + SystemError.NO_SPACE.words());
        }
    }

    private static long reservedBytes(FreeRoom room) {
        return Math.min(room.allBytes() / RESERVED_PART, MOST_RESERVED_BYTES);
    }

    private static long reservedFiles(FreeRoom room) {
        return Math.min(room.allFiles() / RESERVED_PART, MOST_RESERVED_FILES);
    }
}
