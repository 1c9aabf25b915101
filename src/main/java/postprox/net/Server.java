package postprox.net;

import java.net.SocketAddress;

/** One server of the next hop: an address to connect to, and how it is. */
final class Server {
    private final SocketAddress address;
    private final Health health;

    Server(SocketAddress address, Health health) {
        this.address = address;
        this.health = health;
    }

    SocketAddress address() {
        return address;
    }

    Health health() {
        return health;
    }
}
