package postprox.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.net.Dialer;
import postprox.net.Link;
import postprox.smtp.EhloReply;
import postprox.smtp.Extension;
import postprox.smtp.Reply;
import postprox.smtp.Xforward;

/**
 * Notices that mail goes round. The next hop may be postprox itself: then the client's connection is one of our own. Or it is
 * the server that asks postprox, since its port was forgotten: then that server's client is a connection of our own, which
 * such a server says if it is asked to (Postfix's smtpd_proxy_filter, with XFORWARD). Not thread-safe.
 */
final class LoopWatch {
    private static final String OFFER = "XFORWARD ADDR PORT";

    private final Dialer dialer;

    /** What the client has said of its own client, where we have asked for that. */
    private Optional<Xforward> said = Optional.empty();

    LoopWatch(Dialer dialer) {
        this.dialer = dialer;
    }

    /** Whether a client's connection is one that we have opened. */
    boolean isOurOwn(Optional<Link> client) {
        return client.isPresent() && dialer.hasOpened(client.get());
    }

    /**
     * The reply to EHLO for the client. Where the next hop may be the server that asks us, and does not want XFORWARD for
     * itself, we do: the client's answer is not passed on and serves for nothing else.
     */
    Reply asking(Reply ehlo) {
        said = Optional.empty();
        if (dialer.frontDoor().isEmpty() || EhloReply.offered(ehlo).contains(Extension.XFORWARD)) {
            return ehlo;
        }
        said = Optional.of(new Xforward());
        List<String> lines = new ArrayList<>(ehlo.lines());
        String last = lines.removeLast();
        lines.add(ehlo.code() + "-" + (last.length() > 4 ? last.substring(4) : ""));
        lines.add(ehlo.code() + " " + OFFER);
        return new Reply(ehlo.code(), lines);
    }

    /** Whether XFORWARD is meant for us. */
    boolean asks() {
        return said.isPresent();
    }

    /** Whether the client's own client is a connection of ours, by what XFORWARD says. */
    boolean comesBack(String argument) {
        said.ifPresent(xforward -> xforward.add(argument));
        return said.flatMap(LoopWatch::origin)
                .flatMap(client -> dialer.frontDoor().map(server -> new Link(client, server)))
                .filter(dialer::hasOpened)
                .isPresent();
    }

    private static Optional<InetSocketAddress> origin(Xforward xforward) {
        Map<Xforward.Attribute, String> values = xforward.values();
        try {
            return Optional.of(new InetSocketAddress(
                    InetAddress.ofLiteral(values.getOrDefault(Xforward.Attribute.ADDR, "")),
                    Integer.parseInt(values.getOrDefault(Xforward.Attribute.PORT, ""))));
        } catch (IllegalArgumentException e) {
            // Not known, or not said yet.
            return Optional.empty();
        }
    }
}
