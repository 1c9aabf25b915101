package postprox.quarantine;

/**
 * The proof that a message is safe in the quarantine: its files and their names are on the disk. {@link Quarantine#keep} alone makes
 * one, so that no message is acknowledged as kept of which there is no copy.
 */
public final class Kept {
    private final String id;

    Kept(String id) {
        this.id = id;
    }

    /** The message's name in the quarantine. */
    public String id() {
        return id;
    }
}
