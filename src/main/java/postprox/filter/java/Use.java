package postprox.filter.java;

/** Counts the users of an object, so that it is closed when the last one has given it back. Thread-safe. */
final class Use {
    private int users;
    private boolean isOver;

    /** Takes the object for use. Returns false if it is closed, or about to be. */
    synchronized boolean begin() {
        if (isOver) {
            return false;
        }
        users++;
        return true;
    }

    /** Gives the object back. Returns whether the caller has to close it. */
    synchronized boolean end() {
        users--;
        return isOver && users == 0;
    }

    /** Lets nobody begin any more. Returns whether the caller has to close the object. */
    synchronized boolean close() {
        boolean isFirst = !isOver;
        isOver = true;
        return isFirst && users == 0;
    }
}
