package postprox.filter.command;

/** What exit status 1 means where an interpreter's crash report stands on standard error. */
public enum CrashPolicy {
    /** The filter has failed. */
    FAIL,
    /** The filter has refused the message: the original's meaning of any exit status 1. */
    REFUSE
}
