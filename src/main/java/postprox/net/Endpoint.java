package postprox.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import postprox.smtp.AddressText;

/** An address to connect to or to listen on, as the administrator writes it. */
public sealed interface Endpoint extends Destination {
    /** SMTP's port (RFC 5321 section 4.5.4.2). */
    int SMTP_PORT = 25;

    /** The default host, as in the original program: other machines cannot reach it. */
    String LOOPBACK = "127.0.0.1";

    String UNIX = "unix:";
    String INET = "inet:";

    /** A TCP port of a host. */
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }

        @Override
        public SocketAddress[] addresses() throws IOException {
            Optional<InetAddress> literal = literal(host);
            if (literal.isPresent()) {
                return new SocketAddress[] {new InetSocketAddress(literal.get(), port)};
            }
            InetAddress[] hosts = HostNames.find(host);
            SocketAddress[] addresses = new SocketAddress[hosts.length];
            for (int i = 0; i < hosts.length; i++) {
                addresses[i] = new InetSocketAddress(hosts[i], port);
            }
            return addresses;
        }
    }

    /** A Unix socket. */
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return UNIX + path;
        }

        @Override
        public SocketAddress[] addresses() {
            return new SocketAddress[] {UnixDomainSocketAddress.of(path)};
        }
    }

    /** The address that a host's text is; empty for a name. */
    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The address of an endpoint that needs no name server for it; empty for a name and for a path. */
    static Optional<InetSocketAddress> literal(Endpoint endpoint) {
        return endpoint instanceof Tcp(String host, int port)
                ? literal(host).map(address -> new InetSocketAddress(address, port))
                : Optional.empty();
    }

    /**
     * Reads a next hop: {@code HOST}, {@code HOST:PORT}, {@code [IPv6]}, {@code [IPv6]:PORT} or {@code unix:PATH}. It also
     * reads the forms of Postfix's smtpd_proxy_filter: {@code inet:HOST:PORT}, and {@code inet:PORT} for this machine.
     *
     * @throws IllegalArgumentException if the text is none of these; its message tells the user what is wrong
     */
    static Endpoint parseNextHop(String text) {
        if (text.startsWith(UNIX)) {
            return unix(text);
        }
        if (text.startsWith(INET)) {
            return inet(text, 1);
        }
        checkTransport(text);
        int colon = colonBeforePort(text, text);
        return colon < 0 ? new Tcp(host(text, text), SMTP_PORT) : hostAndPort(text, colon, text, 1);
    }

    /**
     * Reads the place of a service: {@code HOST:PORT}, {@code [IPv6]:PORT}, or the path of a Unix socket. The first two may have
     * {@code inet:} in front, the last {@code unix:}.
     *
     * @param usualPort the port of a host without one; 0 if such services have no common port
     * @throws IllegalArgumentException if the text is none of these; its message tells the user what is wrong
     */
    static Endpoint parseService(String text, int usualPort) {
        if (text.startsWith("/")) {
            return new Unix(Path.of(text));
        }
        if (text.startsWith(UNIX)) {
            return unix(text);
        }
        String place = text.startsWith(INET) ? text.substring(INET.length()) : text;
        int colon = colonBeforePort(place, text);
        if (colon >= 0) {
            return hostAndPort(place, colon, text, 1);
        }
        if (usualPort == 0 || isNumber(place)) {
            throw wrong(
                    text,
                    "write HOST:PORT, such as 127.0.0.1:" + (isNumber(place) ? place : "10023")
                            + ", or the path of a Unix socket");
        }
        return new Tcp(host(place, text), usualPort);
    }

    /**
     * Checks that there is no transport in front, as in {@code relayhost = smtp:[mx.example.org]:25} of Postfix's main.cf.
     *
     * @throws IllegalArgumentException if there is one
     */
    private static void checkTransport(String text) {
        int colon = text.indexOf(':');
        String place = text.substring(colon + 1);
        if (colon > 0 && (place.startsWith("[") || text.startsWith("smtp:") && place.indexOf(':') > 0)) {
            throw wrong(text, "leave the transport '" + text.substring(0, colon + 1) + "' out, as in " + place);
        }
    }

    private static Endpoint hostAndPort(String place, int colon, String text, int leastPort) {
        return new Tcp(host(place.substring(0, colon), text), port(place.substring(colon + 1), text, leastPort));
    }

    /**
     * Reads an address to listen on: {@code PORT}, {@code IP:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}. The first three
     * may have {@code inet:} in front. Port 0 stands for any free port.
     *
     * @throws IllegalArgumentException if the text is none of these; its message tells the user what is wrong
     */
    static Endpoint parseListen(String text) {
        if (text.startsWith(UNIX)) {
            return unix(text);
        }
        return text.startsWith(INET)
                ? inet(text, 0)
                : tcp(text, text, 0, "this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025");
    }

    /**
     * The socket addresses of this endpoint, in the order of preference.
     *
     * @throws IOException if the host is unknown
     */
    SocketAddress[] addresses() throws IOException;

    /** The name of the peer of a connected socket, for the log. */
    static String describePeer(SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress remote ? describe(remote) : "unix";
        } catch (IOException e) {
            return "gone";
        }
    }

    /** An address with its port, for the log. */
    public static String describe(InetSocketAddress address) {
        return new Tcp(numbers(address.getAddress()), address.getPort()).toString();
    }

    /** An address as RFC 5952 writes it, since Java writes out all zeros of an IPv6 address. */
    static String numbers(InetAddress address) {
        return AddressText.of(address.getHostAddress());
    }

    /**
     * Reads {@code HOST:PORT}, or {@code PORT} for this machine.
     *
     * @param place      the text after {@code inet:}, or the whole text
     * @param text       the whole text, for messages
     * @param portWanted the message if there is no port
     */
    private static Endpoint tcp(String place, String text, int leastPort, String portWanted) {
        int colon = colonBeforePort(place, text);
        if (colon >= 0) {
            return hostAndPort(place, colon, text, leastPort);
        }
        if (!isNumber(place)) {
            throw wrong(text, portWanted);
        }
        return new Tcp(LOOPBACK, port(place, text, leastPort));
    }

    private static Endpoint inet(String text, int leastPort) {
        return tcp(
                text.substring(INET.length()), text, leastPort, "inet: needs HOST:PORT, such as inet:127.0.0.1:10026");
    }

    private static Endpoint unix(String text) {
        String path = text.substring(UNIX.length());
        if (path.isEmpty()) {
            throw wrong(text, "unix: needs a path, such as unix:/run/smtp.socket");
        }
        return new Unix(Path.of(path));
    }

    /** The index of the colon before the port, or -1. Other colons are part of an IPv6 address in brackets. */
    private static int colonBeforePort(String place, String text) {
        int bracket = place.lastIndexOf(']');
        int colon = place.indexOf(':', bracket + 1);
        if (colon >= 0 && place.indexOf('[') < 0 && place.indexOf(':', colon + 1) >= 0) {
            throw wrong(text, "write an IPv6 address in brackets, as in [::1]:10026");
        }
        return colon;
    }

    private static String host(String host, String text) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf('[') >= 0 || bare.indexOf(']') >= 0) {
            throw wrong(text, "a bracket is missing or out of place; write an IPv6 address as in [::1]:10026");
        }
        if (bare.isEmpty()) {
            throw wrong(text, "the host is missing, as in 127.0.0.1:10026");
        }
        return bare;
    }

    /** Reads a port. */
    static int port(String port, String text, int least) {
        if (port.isEmpty()) {
            throw wrong(text, "the port is missing behind the colon, as in 127.0.0.1:10026");
        }
        try {
            int number = Integer.parseInt(port);
            if (number >= least && number <= 65535 && isNumber(port)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The number is too large, or the text is no number: the exception below tells both.
        }
        throw wrong(text, "'" + port + "' is no port; a port is a number from " + least + " to 65535");
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** The complaint about a text. */
    static IllegalArgumentException wrong(String text, String complaint) {
        return new IllegalArgumentException("'" + text + "': " + complaint);
    }
}
