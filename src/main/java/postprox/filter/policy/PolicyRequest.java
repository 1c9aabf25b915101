package postprox.filter.policy;

import postprox.text.WireText;

/**
 * A request in the making: {@code name=value} lines, and an empty line. The protocol has no escapes. So each control character of a
 * value becomes a question mark, and no value can end its line, the request, or a string of a service in C. Not thread-safe.
 */
final class PolicyRequest {
    private static final int USUAL_BYTES = 1024;

    private final StringBuilder text = new StringBuilder(USUAL_BYTES);

    /**
     * Adds an attribute.
     *
     * @param name  its name, which is one of ours
     * @param value its value, one byte a character
     */
    PolicyRequest put(String name, String value) {
        text.append(name).append('=').append(WireText.printable(value)).append('\n');
        return this;
    }

    /** Adds lines that another request has made. */
    PolicyRequest putAll(PolicyRequest other) {
        text.append(other.text);
        return this;
    }

    /** The bytes of the whole request. */
    byte[] bytes() {
        return WireText.bytes(text + "\n");
    }
}
