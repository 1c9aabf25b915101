package postprox.filter.milter;

/** Which actions a milter is offered. */
public enum Offer {
    /** Those that postprox can carry out. */
    POSSIBLE,
    /** All of them, for a milter that otherwise does not work and yet does without the others. */
    ALL
}
