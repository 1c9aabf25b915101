package postprox.filter.milter;

/** What becomes of a message of which a milter refuses some recipients, but not all. Each of them has its 250 already. */
public enum SomeRefused {
    /** It is refused. */
    REJECT,
    /** It passes to all of them, as far as this is concerned. */
    IGNORE
}
