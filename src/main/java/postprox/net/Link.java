package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * The two ends of a TCP connection, by which both sides know it. One end alone is not enough: the kernel uses a port for
 * several connections to different places at once.
 *
 * @param client where it comes from
 * @param server where it leads
 */
public record Link(InetSocketAddress client, InetSocketAddress server) {
    /** The connection of a client to us; nothing on a Unix socket, or where it has gone. */
    static Optional<Link> ofClient(SocketChannel channel) {
        try {
            return channel.getRemoteAddress() instanceof InetSocketAddress client
                            && channel.getLocalAddress() instanceof InetSocketAddress server
                    ? Optional.of(new Link(client, server))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A connection of ours to a server; nothing on a Unix socket. */
    static Optional<Link> toServer(SocketChannel channel) throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress client
                        && channel.getRemoteAddress() instanceof InetSocketAddress server
                ? Optional.of(new Link(client, server))
                : Optional.empty();
    }

    /** A record's own is made when it is first used: the first client would wait for it (ColdStartTest). */
    @Override
    public int hashCode() {
        return 31 * client.hashCode() + server.hashCode();
    }

    /**
     * Whether it leads to this machine's port for SMTP, where the server is that faces the world. What a machine says to
     * itself comes from the address that it goes to.
     */
    boolean isToFrontDoor() {
        return server.getPort() == Endpoint.SMTP_PORT && client.getAddress().equals(server.getAddress());
    }
}
