package postprox.postfix;

import java.util.Optional;

/**
 * A port of a host that Postfix's configuration names: {@code 127.0.0.1:10025}, {@code inet:[127.0.0.1]:10025},
 * {@code smtp:[127.0.0.1]:10025} and so on.
 *
 * @param host the host without brackets; empty for this machine
 * @param port 1 to 65535
 */
public record Destination(String host, int port) {
    private static final int LAST_PORT = 65_535;

    /** Reads a destination; empty if the text has no port, as a Unix socket. */
    public static Optional<Destination> of(String text) {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int port = Integer.parseInt(digits);
        return port < 1 || port > LAST_PORT
                ? Optional.empty()
                : Optional.of(new Destination(host(text.substring(0, Math.max(0, colon))), port));
    }

    /** The host of what stands before the port: behind a transport such as {@code inet:} or {@code smtp:}, in brackets or not. */
    private static String host(String text) {
        if (text.endsWith("]") && text.indexOf('[') >= 0) {
            return text.substring(text.indexOf('[') + 1, text.length() - 1);
        }
        String host = text.substring(text.lastIndexOf(':') + 1);
        return host.equals("inet") ? "" : host;
    }

    /** The host and the port, as Postfix and postprox read them: an IPv6 address stands in brackets. */
    public String text() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether the host is this machine's loopback interface. */
    public boolean isLoopback() {
        return host.isEmpty() || host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
    }
}
