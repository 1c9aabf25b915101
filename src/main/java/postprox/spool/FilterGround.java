package postprox.spool;

import java.io.IOException;
import postprox.spool.DiskRoom.Promise;

/**
 * What a filter stands on for as long as it runs: its files at their place, and room on the disk, which it was promised. Where
 * that gave way, the filter may have accepted, refused or failed for no other reason.
 */
public final class FilterGround implements AutoCloseable {
    private final Promise room;
    private final SpoolFile file;

    FilterGround(Promise room, SpoolFile file) {
        this.room = room;
        this.file = file;
    }

    /**
     * Looks whether it held until now, when the filter has ended, as far as anybody has seen.
     *
     * @throws MessageModifiedException where all else held, but the message's file is gone, or another
     * @throws SpoolException           where it gave way
     */
    public void check() throws SpoolException {
        try {
            room.check(file.directory());
        } catch (IOException e) {
            throw new SpoolException("cannot believe the filter", e);
        }
        try {
            file.check();
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new SpoolException("cannot believe the filter, which was given " + file.path(), e);
        }
    }

    @Override
    public void close() {
        room.close();
    }
}
