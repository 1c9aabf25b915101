package postprox.config;

import postprox.text.WireText;

/** The command line or a configuration file is wrong; the message is one line that says what and what to do, whatever it quotes. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(WireText.printable(message));
    }
}
