package postprox.filter.worker;

/** A worker gave no answer. The message says why, for the log. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean mayAskAnother;

    /**
     * Makes an exception.
     *
     * @param mayAskAnother whether the worker ended in good order before it wrote any of its answer, so that the message is not to
     *     blame
     */
    NoAnswer(String message, boolean mayAskAnother) {
        super(message);
        this.mayAskAnother = mayAskAnother;
    }

    boolean mayAskAnother() {
        return mayAskAnother;
    }
}
