package postprox.filter.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import postprox.net.Endpoint;

/**
 * The address of a service that speaks HTTP.
 *
 * @param isSecure whether TLS is spoken there
 * @param host     a name or an address, an IPv6 address without brackets
 * @param target   path and query, as they stand in a request line: visible US-ASCII
 */
public record Url(boolean isSecure, String host, int port, String target) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int MOST_PORT = 65_535;
    private static final int MOST_BYTES = 2000;

    /**
     * Reads an absolute URL.
     *
     * @throws IllegalArgumentException if it is none that can be used; its message says what is wrong
     */
    public static Url parse(String text) {
        return of(uri(text), text);
    }

    /**
     * The URL that a service names in an answer, absolute or relative to this one (RFC 3986 section 5).
     *
     * @throws IllegalArgumentException if it is none that can be used; its message says what is wrong
     */
    public Url resolve(String reference) {
        return of(uri(toString()).resolve(uri(reference)), reference);
    }

    private static URI uri(String text) {
        if (text.length() > MOST_BYTES || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "'" + Head.words(text) + "' is no URL: it is too long, or has characters that a URL must not have");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + Head.words(text) + "' is no URL: " + e.getReason(), e);
        }
    }

    private static Url of(URI uri, String text) {
        boolean isSecure = "https".equalsIgnoreCase(uri.getScheme());
        if (!isSecure && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw wrong(text, "it must begin with https:// or http://");
        }
        Optional<String> host = Optional.ofNullable(uri.getHost());
        if (host.isEmpty() || uri.getPort() == 0 || uri.getPort() > MOST_PORT) {
            throw wrong(text, "its host or its port is none");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw wrong(text, "it must have no user in front of the host, and no # behind it");
        }
        String path = Optional.ofNullable(uri.getRawPath())
                .filter(some -> !some.isEmpty())
                .orElse("/");
        String query =
                Optional.ofNullable(uri.getRawQuery()).map(some -> "?" + some).orElse("");
        String bare =
                host.get().startsWith("[") ? host.get().substring(1, host.get().length() - 1) : host.get();
        return new Url(isSecure, bare, uri.getPort() > 0 ? uri.getPort() : usualPort(isSecure), path + query);
    }

    private static IllegalArgumentException wrong(String text, String complaint) {
        return new IllegalArgumentException("'" + Head.words(text) + "': " + complaint);
    }

    private static int usualPort(boolean isSecure) {
        return isSecure ? HTTPS : HTTP;
    }

    /** Where its server is. */
    public Endpoint place() {
        return new Endpoint.Tcp(host, port);
    }

    /** Whether another URL is on the same server (RFC 6454 section 4). */
    public boolean isOfSameOrigin(Url other) {
        return isSecure == other.isSecure && port == other.port && host.equalsIgnoreCase(other.host);
    }

    /** Whether its host is an address of this machine's loopback interface. A name is none, whatever it leads to. */
    public boolean isOnLoopback() {
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The host for the field of that name, with the port unless it is the usual one (RFC 9112 section 3.2). */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == usualPort(isSecure) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (isSecure ? "https://" : "http://") + authority() + target;
    }
}
