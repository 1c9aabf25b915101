package postprox.setup;

/** A set-up that cannot be planned, carried out or taken back. The message says why, and what the administrator can do. */
public sealed class SetupRefused extends Exception permits PostfixEnded {
    private static final long serialVersionUID = 1L;

    public SetupRefused(String message) {
        super(message);
    }
}
