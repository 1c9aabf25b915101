package postprox.filter.worker;

/** A worker gave no answer. The message says why, for the log. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isFiltersFault;
    private final boolean mayAskAnother;

    /**
     * Makes an exception.
     *
     * @param mayAskAnother whether the worker was over before it had the message, or ended in good order before it wrote any of its
     *     answer, so that the message is not to blame
     */
    NoAnswer(WorkerEnd end, boolean mayAskAnother) {
        super(end.reason());
        this.isFiltersFault = end.isFiltersFault();
        this.mayAskAnother = mayAskAnother;
    }

    boolean isFiltersFault() {
        return isFiltersFault;
    }

    boolean mayAskAnother() {
        return mayAskAnother;
    }
}
