package postprox.filter.command;

/** The meaning of exit status 1 if standard error holds an interpreter's crash report. */
public enum CrashPolicy {
    /** The filter has failed. */
    FAIL,
    /** The filter has refused the message. In the original program, exit status 1 always means this. */
    REFUSE
}
