package postprox.event;

/** The author of a reply's words. */
public enum Speaker {
    FILTER,
    NEXT_HOP,
    POSTPROX
}
