package postprox.doctor;

/** How far an examination goes. */
public enum Depth {
    /** The configuration alone: Postfix need not run. */
    FILES,
    /** Files, processes and connections. */
    QUICK,
    /** All of it, and each filter is run on a clean message. */
    FULL;

    boolean includes(Depth other) {
        return compareTo(other) >= 0;
    }
}
