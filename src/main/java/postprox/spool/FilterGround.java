package postprox.spool;

import java.io.IOException;
import postprox.spool.DiskRoom.Promise;

/**
 * The conditions under which one run of a filter can be believed: the message's file stays at its path, and the disk has the
 * room that the filter was promised. If one of the two did not hold, that alone may be why the filter accepted, refused or
 * failed.
 */
public final class FilterGround implements AutoCloseable {
    private final Promise room;
    private final SpoolFile file;

    private FilterGround(Promise room, SpoolFile file) {
        this.room = room;
        this.file = file;
    }

    /**
     * Promises a filter room on the disk for as long as it runs on a file.
     *
     * @return to be closed after the filter's end
     * @throws SpoolException if the disk has not enough room for all that the filter may write
     */
    public static FilterGround under(SpoolFile file) throws SpoolException {
        return new FilterGround(file.promiseRoom(), file);
    }

    /**
     * Checks the conditions when the filter has ended. A lack of room in between counts if a thread of this process saw it.
     *
     * @throws MessageModifiedException if only the message's file is gone or another file is in its place
     * @throws SpoolException           if any other condition did not hold
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

    /** Ends the promise of room. */
    @Override
    public void close() {
        room.close();
    }
}
