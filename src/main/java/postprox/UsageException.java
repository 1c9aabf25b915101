package postprox;

import postprox.text.WireText;

/** The command line is wrong; the message is one line that says what and what to do, whatever it quotes. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(WireText.printable(message));
    }
}
