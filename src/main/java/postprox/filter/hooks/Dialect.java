package postprox.filter.hooks;

/** The wire format that a scanner speaks. The formats do not understand each other. */
public enum Dialect {
    /** draft-degennaro-mta-hooks-01 (8 May 2026). */
    DRAFT01,
    /** The JSON of Stalwart since 0.8.2. */
    STALWART
}
