package postprox.filter.worker;

import postprox.filter.program.NamedProgram;
import postprox.filter.program.ProcessLimits;
import postprox.posix.ChildExit;

/**
 * Why a worker can be used no more.
 *
 * @param reason in words, for the log
 */
record WorkerEnd(String reason, Cause cause) {
    /** What has ended a worker. */
    enum Cause {
        /** It was told to end. */
        TOLD,
        /** Something was wrong with it. */
        FAULT,
        /** The limits of its processes could not be set, so that it never ran. The filter is not to blame. */
        NOT_RUN
    }

    static WorkerEnd told(String reason) {
        return new WorkerEnd(reason, Cause.TOLD);
    }

    static WorkerEnd fault(String reason) {
        return new WorkerEnd(reason, Cause.FAULT);
    }

    /**
     * The end of the worker's process.
     *
     * @param limits the limits that were to be set before it ran
     */
    static WorkerEnd by(ChildExit exit, boolean hasAnswered, ProcessLimits limits) {
        return !hasAnswered && exit instanceof ChildExit.Status(int status) && limits.isNotSet(status)
                ? new WorkerEnd(
                        "the limits of the --filter options cannot be set: exit status " + status, Cause.NOT_RUN)
                : fault("the worker ended: " + words(exit));
    }

    private static String words(ChildExit exit) {
        return switch (exit) {
            case ChildExit.Status(int status) -> "exit status " + status + NamedProgram.hint(status);
            case ChildExit.Signal(int number) -> "signal " + number;
            case ChildExit.TimedOut() -> "killed";
        };
    }

    boolean wasToldTo() {
        return cause == Cause.TOLD;
    }

    /** Whether a message that gets no answer for this reason finds the filter failed. Otherwise the message never passes. */
    boolean isFiltersFault() {
        return cause != Cause.NOT_RUN;
    }
}
