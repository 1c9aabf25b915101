package postprox.setup;

/** Postfix, which ran, has ended at a reload: it could not open a port. Nobody has told it to end. */
final class PostfixEnded extends SetupRefused {
    private static final long serialVersionUID = 1;

    PostfixEnded(String message) {
        super(message);
    }
}
