package postprox.smtp;

/** Memory that many share. Who is refused some has to make do with what it has. */
public interface Room {
    /** As much as anybody wants. */
    Room UNLIMITED = new Room() {
        @Override
        public boolean take(long bytes) {
            return true;
        }

        @Override
        public void giveBack(long bytes) {
            // Nobody counts.
        }
    };

    /** Takes so many bytes, if they are to be had. */
    boolean take(long bytes);

    /** Gives so many bytes back. */
    void giveBack(long bytes);
}
