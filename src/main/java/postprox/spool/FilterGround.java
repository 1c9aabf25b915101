package postprox.spool;

import java.io.IOException;
import postprox.spool.DiskRoom.Share;

/**
 * What a filter stands on for as long as it runs: its files at their place, and room on the disk, which it was promised. Where
 * that gave way, the filter may have accepted, refused or failed for no other reason.
 */
public final class FilterGround implements AutoCloseable {
    private final DiskRoom room;
    private final MessageFiles files;
    private final ProcessDirectory directory;
    private final Share share;
    private final long shortagesBefore;

    private FilterGround(
            DiskRoom room, MessageFiles files, ProcessDirectory directory, Share share, long shortagesBefore) {
        this.room = room;
        this.files = files;
        this.directory = directory;
        this.share = share;
        this.shortagesBefore = shortagesBefore;
    }

    /** Promises room for a message of so many bytes. */
    static FilterGround take(DiskRoom room, MessageFiles files, ProcessDirectory directory, long messageBytes)
            throws IOException {
        Share share = Share.ofFilter(messageBytes);
        return new FilterGround(room, files, directory, share, room.take(share));
    }

    /**
     * Looks whether it held until now, when the filter has ended, as far as anybody has seen.
     *
     * @throws MessageModifiedException where all else held, but EMAIL is gone, or another file
     * @throws SpoolException           where it gave way
     */
    public void check() throws SpoolException {
        try {
            room.check(shortagesBefore, directory);
        } catch (IOException e) {
            throw new SpoolException("cannot believe the filter", e);
        }
        try {
            files.check();
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot believe the filter, which was given " + files.email, e);
        }
    }

    @Override
    public void close() {
        room.giveBack(share);
    }
}
