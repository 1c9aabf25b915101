package postprox.chaos;

/** What may happen to a running postprox at any moment. */
enum Fault {
    /** kill -9, and another start with the same directory. */
    PROXY_KILLED,
    /** SIGTERM while messages are in hand, and another start. */
    PROXY_STOPPED,
    /** kill -9, and another start. */
    NEXT_HOP_KILLED,
    /** SIGSTOP for a while: a next hop that is silent. */
    NEXT_HOP_SILENT,
    /** kill -9 of filters that are running. */
    FILTERS_KILLED,
    /** A file that takes all the room in the spool's file system, for a while. */
    DISK_FULL,
    /** The same in the file system of the quarantine. */
    QUARANTINE_FULL
}
