package postprox.spool;

import java.io.IOException;
import postprox.spool.DiskRoom.Share;

/** The room on the disk that a filter was promised, for as long as it runs. Thread-safe. */
public final class FilterRoom implements AutoCloseable {
    private final DiskRoom room;
    private final ProcessDirectory directory;
    private final Share share;
    private final long shortagesBefore;

    private FilterRoom(DiskRoom room, ProcessDirectory directory, Share share, long shortagesBefore) {
        this.room = room;
        this.directory = directory;
        this.share = share;
        this.shortagesBefore = shortagesBefore;
    }

    /** Promises it for a message of so many bytes. */
    static FilterRoom take(DiskRoom room, ProcessDirectory directory, long messageBytes) throws IOException {
        Share share = Share.ofFilter(messageBytes);
        return new FilterRoom(room, directory, share, room.take(share));
    }

    /**
     * Whether the filter, which has ended, had room for all that it wrote, as far as anybody has seen.
     *
     * @throws SpoolException where it had not: whatever it says, or fails of, may have no other reason
     */
    public void check() throws SpoolException {
        try {
            room.check(shortagesBefore, directory);
        } catch (IOException e) {
            throw new SpoolException("cannot believe the filter", e);
        }
    }

    @Override
    public void close() {
        room.giveBack(share);
    }
}
