package postprox.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import postprox.event.Balancer;
import postprox.net.Endpoint;
import postprox.net.Link;
import postprox.net.Wire;
import postprox.proxyprotocol.ProxyHeader;
import postprox.smtp.Xforward.Attribute;

/**
 * Who a client is before it has said anything: by its connection, or by what a balancer has told.
 *
 * @param name       its name, for the log
 * @param address    the address by which its sessions are counted; empty if it has none
 * @param facts      what the balancer has told of it; empty if there is no balancer, or it has told nothing
 * @param balancer   the balancer between; empty if there is none
 * @param isBelieved whether its XFORWARD and XCLIENT are obeyed
 * @param isCheck    whether it is a balancer that looks whether postprox serves
 */
record Caller(
        String name,
        Optional<InetAddress> address,
        Map<Attribute, String> facts,
        Optional<Balancer> balancer,
        boolean isBelieved,
        boolean isCheck) {
    /** A client that has connected by itself. */
    static Caller by(Wire wire, Trust trust) {
        boolean isBelieved = trust.servers().isEmpty() || trust.believes(peer(wire));
        return new Caller(wire.peer(), wire.address(), Map.of(), Optional.empty(), isBelieved, false);
    }

    /** A client behind a balancer that has sent a header. */
    static Caller behind(Wire balancer, ProxyHeader header, Trust trust) {
        Optional<InetAddress> told = header.source().map(InetSocketAddress::getAddress);
        return new Caller(
                header.source().map(Endpoint::describe).orElse(balancer.peer()),
                told.or(balancer::address),
                header.source().map(Caller::facts).orElse(Map.of()),
                Optional.of(new Balancer(balancer.peer(), header.uniqueId())),
                trust.believesBehindBalancer(told),
                header.isLocal());
    }

    private static Map<Attribute, String> facts(InetSocketAddress client) {
        return Map.of(
                Attribute.ADDR,
                Endpoint.numbers(client.getAddress()),
                Attribute.PORT,
                Integer.toString(client.getPort()),
                Attribute.SOURCE,
                "REMOTE");
    }

    /** The address of a wire's other end, whoever has accepted the connection. */
    static Optional<InetAddress> peer(Wire wire) {
        return wire.link().map(Link::client).map(InetSocketAddress::getAddress);
    }
}
