package postprox.filter.java;

/** A plug-in cannot be used. The message is one line that tells the administrator what is wrong and what to do. */
public final class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    PluginException(String message) {
        super(message);
    }
}
