package postprox.bench.lab;

/** Something could not be measured. The message is for the user and says what went wrong. */
public final class MeasurementException extends Exception {
    private static final long serialVersionUID = 1L;

    public MeasurementException(String message) {
        super(message);
    }

    public MeasurementException(String message, Throwable cause) {
        super(message, cause);
    }
}
