package postprox.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides who may see guarded pages. A web page of a stranger can have the administrator's browser ask this server, also on a loopback
 * address, and by DNS rebinding under a name of the stranger's: so the name that was asked for must be known. Immutable.
 *
 * @param names names under which browsers may ask, besides localhost and IP addresses
 * @param token what clients must know; empty if whoever reaches the server may see all
 */
public record Gate(List<String> names, Optional<Token> token) {
    public Gate {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * Refuses a request, or lets it pass.
     *
     * @return whether it may pass; if not, it has been answered
     */
    boolean lets(Answer request) throws IOException {
        if (!isForUs(request)) {
            request.text(421, "this name is not one of this server's; see --admin-host");
        } else if (comesFromElsewhere(request)) {
            request.text(403, "a page of another site may not ask this server");
        } else if (token.isPresent() && !isKnown(token.get(), request)) {
            request.with("WWW-Authenticate", "Basic realm=\"postprox\", charset=\"UTF-8\"")
                    .text(401, "this server wants its token as the password, or as a bearer token");
        } else {
            return true;
        }
        return false;
    }

    private boolean isForUs(Answer request) {
        Optional<String> host = request.field("Host").map(Gate::withoutPort);
        return host.isPresent()
                && (host.get().equals("localhost") || isAddress(host.get()) || names.contains(host.get()));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        // The full form of the same name (RFC 1034 section 3.1).
        String withoutDot = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return withoutDot.toLowerCase(Locale.ROOT);
    }

    private static boolean isAddress(String host) {
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        try {
            var _ = InetAddress.ofLiteral(isBracketed ? host.substring(1, host.length() - 1) : host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Browsers say from where a request comes. A link of another site to the page itself is no harm: only its reader sees the answer. */
    private static boolean comesFromElsewhere(Answer request) {
        boolean isLink = request.field("Sec-Fetch-Mode")
                        .filter("navigate"::equals)
                        .isPresent()
                && request.field("Sec-Fetch-Dest").filter("document"::equals).isPresent();
        boolean isCrossSite = request.field("Sec-Fetch-Site")
                .filter(site -> site.equals("cross-site") || site.equals("same-site"))
                .isPresent();
        return isCrossSite && !isLink || request.fields("Origin") > 0 && !isOwnOrigin(request);
    }

    private static boolean isOwnOrigin(Answer request) {
        String origin = request.field("Origin").orElse("");
        String host = request.field("Host").orElse("");
        return origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    private static boolean isKnown(Token token, Answer request) {
        return request.field("Authorization").filter(token::isShownBy).isPresent();
    }
}
