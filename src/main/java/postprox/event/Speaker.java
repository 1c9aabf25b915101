package postprox.event;

/** Whose words a reply has. */
public enum Speaker {
    FILTER,
    NEXT_HOP,
    POSTPROX
}
