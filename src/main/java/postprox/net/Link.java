package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * The two ends of a TCP connection. Together they identify the connection on both sides. One end alone does not: the kernel
 * may use one local port for several connections to different servers at once.
 *
 * @param client the end of the process that connected
 * @param server the end of the process that listened
 */
public record Link(InetSocketAddress client, InetSocketAddress server) {
    /** The connection of a client to postprox; empty on a Unix socket, or if the client has gone. */
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

    /** The connection of postprox to a server; empty on a Unix socket. */
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
     * Whether the connection leads to port 25 of this machine, where its public server listens. On a connection of a machine to
     * itself, the kernel takes the same address for both ends.
     */
    boolean isToFrontDoor() {
        return server.getPort() == Endpoint.SMTP_PORT && client.getAddress().equals(server.getAddress());
    }
}
