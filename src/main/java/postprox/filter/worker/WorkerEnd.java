package postprox.filter.worker;

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

    boolean wasToldTo() {
        return cause == Cause.TOLD;
    }

    /** Whether a message that gets no answer for this reason finds the filter failed. Otherwise the message never passes. */
    boolean isFiltersFault() {
        return cause != Cause.NOT_RUN;
    }
}
