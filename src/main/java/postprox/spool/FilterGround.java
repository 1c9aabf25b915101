package postprox.spool;

import java.io.IOException;
import postprox.spool.DiskRoom.Promise;

/**
 * What a filter stands on for as long as it runs: its files at their place, and room on the disk, which it was promised. Where
 * that gave way, the filter may have accepted, refused or failed for no other reason.
 */
public final class FilterGround implements AutoCloseable {
    private final Promise room;
    private final MessageFiles files;

    FilterGround(Promise room, MessageFiles files) {
        this.room = room;
        this.files = files;
    }

    /**
     * Looks whether it held until now, when the filter has ended, as far as anybody has seen.
     *
     * @throws MessageModifiedException where all else held, but EMAIL is gone, or another file
     * @throws SpoolException           where it gave way
     */
    public void check() throws SpoolException {
        try {
            room.check(files.directory());
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
        room.close();
    }
}
