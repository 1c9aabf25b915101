package postprox.proxyprotocol;

/** What came is no header of the PROXY protocol. */
public final class WrongHeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    WrongHeaderException(String reason) {
        super(reason);
    }

    /** What is wrong, without any of the bytes that came. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
