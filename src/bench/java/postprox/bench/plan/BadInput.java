package postprox.bench.plan;

/** What was asked of a plan cannot be; the message says what is wrong and what to write in its place. */
public final class BadInput extends Exception {
    private static final long serialVersionUID = 1L;

    private final String advice;

    BadInput(String advice) {
        super(advice);
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }
}
