package postprox.interop;

/** Where a next hop's mail ends up. */
interface Inbox {
    /** Waits for a message. */
    Arrived await(Mail mail);

    /** How often a message has arrived so far. */
    int copies(Mail mail);
}
