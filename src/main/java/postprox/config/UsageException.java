package postprox.config;

import postprox.text.WireText;

/**
 * The command line or a configuration file is wrong. The message is one line that tells the user the mistake and the remedy.
 * Characters that are not printable are replaced, so that a quoted value cannot make it two lines.
 */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(WireText.printable(message));
    }
}
