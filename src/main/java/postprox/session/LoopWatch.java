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
 * Notices that mail goes round, in two cases. The next hop may be postprox itself: then a client's connection is one that
 * postprox has opened. Or the next hop is the server that sends its mail to postprox, because the next hop's port was
 * forgotten: then postprox has opened the connection of that server's client. Such a server tells of its client if it is
 * offered XFORWARD (Postfix's smtpd_proxy_filter). Not thread-safe.
 */
final class LoopWatch {
    private static final String OFFER = "XFORWARD ADDR PORT";

    private final Dialer dialer;
    private final boolean mayAsk;

    /** The facts about the client's own client, if postprox has offered XFORWARD. */
    private Optional<Xforward> facts = Optional.empty();

    /**
     * Begins before the first command.
     *
     * @param mayAsk whether the client is believed what it says of its own client
     */
    LoopWatch(Dialer dialer, boolean mayAsk) {
        this.dialer = dialer;
        this.mayAsk = mayAsk;
    }

    /** Whether a client's connection is one that postprox has opened. */
    boolean isOurOwn(Optional<Link> client) {
        return client.isPresent() && dialer.hasOpened(client.get());
    }

    /**
     * The reply to EHLO for the client. If the next hop may be the server that sends to postprox, and does not offer XFORWARD
     * itself, postprox offers it. The client's XFORWARD is then not passed on, and serves for nothing else.
     */
    Reply asking(Reply ehlo) {
        facts = Optional.empty();
        if (!mayAsk || dialer.frontDoors().isEmpty() || EhloReply.offered(ehlo).contains(Extension.XFORWARD)) {
            return ehlo;
        }
        facts = Optional.of(new Xforward());
        List<String> lines = new ArrayList<>(ehlo.lines());
        String last = lines.removeLast();
        lines.add(ehlo.code() + "-" + (last.length() > 4 ? last.substring(4) : ""));
        lines.add(ehlo.code() + " " + OFFER);
        return new Reply(ehlo.code(), lines);
    }

    /** Whether postprox, and not the next hop, has offered XFORWARD. */
    boolean asks() {
        return facts.isPresent();
    }

    /** Whether postprox has opened the connection of the client's own client, by the facts of XFORWARD. */
    boolean comesBack(String argument) {
        facts.ifPresent(xforward -> xforward.add(argument));
        Optional<InetSocketAddress> client = facts.flatMap(LoopWatch::origin);
        return client.isPresent()
                && dialer.frontDoors().stream().anyMatch(server -> dialer.hasOpened(new Link(client.get(), server)));
    }

    private static Optional<InetSocketAddress> origin(Xforward xforward) {
        Map<Xforward.Attribute, String> values = xforward.values();
        try {
            return Optional.of(new InetSocketAddress(
                    InetAddress.ofLiteral(values.getOrDefault(Xforward.Attribute.ADDR, "")),
                    Integer.parseInt(values.getOrDefault(Xforward.Attribute.PORT, ""))));
        } catch (IllegalArgumentException e) {
            // The client does not know address and port, or has not told them yet.
            return Optional.empty();
        }
    }
}
