package postprox.filter.policy;

/** What a service wrote is no reply. The message says why, for the log. */
public final class WrongReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongReplyException(String message) {
        super(message);
    }
}
