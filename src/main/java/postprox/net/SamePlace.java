package postprox.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells whether a next hop and a listening socket are the same, so that mail would go round. It compares the addresses that
 * both have now. If an address cannot be found, the answer is no: a session still notices a connection of postprox to itself
 * when it arrives ({@link Dialer#hasOpened}).
 */
public final class SamePlace {
    private SamePlace() {}

    /** Whether a connection to a next hop would arrive at a socket that listens on an endpoint. */
    public static boolean leadsTo(Endpoint nextHop, Endpoint listen) {
        try {
            // For port 0 the kernel will choose a port, which is not known yet.
            return (!(listen instanceof Endpoint.Tcp tcp) || tcp.port() == portOf(nextHop))
                    && leadsTo(nextHop, listen.addresses()[0]);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a connection to a next hop arrives at a bound socket. */
    static boolean leadsTo(Endpoint nextHop, SocketAddress bound) {
        try {
            return switch (bound) {
                case InetSocketAddress inet
                when inet.getPort() == portOf(nextHop) -> {
                    boolean any = false;
                    for (SocketAddress address : nextHop.addresses()) {
                        any |= address instanceof InetSocketAddress to && takes(inet.getAddress(), to.getAddress());
                    }
                    yield any;
                }
                case UnixDomainSocketAddress unix
                when nextHop instanceof Endpoint.Unix(Path path) -> isSame(path, unix.getPath());
                default -> false;
            };
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether a next hop is port 25 of this machine, where its public server listens. A next hop without a port has port 25.
     */
    public static boolean isFrontDoor(Endpoint nextHop) {
        if (portOf(nextHop) != Endpoint.SMTP_PORT) {
            return false;
        }
        try {
            for (SocketAddress address : nextHop.addresses()) {
                if (isFrontDoor(address)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // The host is unknown for now. The first session tells that.
        }
        return false;
    }

    /** Whether an address is port 25 of this machine. */
    public static boolean isFrontDoor(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getPort() == Endpoint.SMTP_PORT
                && isHere(inet.getAddress());
    }

    /** The port of an endpoint; 0 for a Unix socket. */
    private static int portOf(Endpoint place) {
        return place instanceof Endpoint.Tcp(String _, int port) ? port : 0;
    }

    /** Whether a connection to an address arrives at a socket that is bound to another one, apart from the ports. */
    private static boolean takes(InetAddress bound, InetAddress to) {
        if (to.isAnyLocalAddress()) {
            // The kernel connects such an address to this machine, but which of its addresses is not known.
            return true;
        }
        if (!bound.isAnyLocalAddress()) {
            return bound.equals(to);
        }
        // Java makes a socket on [::] accept IPv4 too.
        return isHere(to) && (bound instanceof Inet6Address || to instanceof Inet4Address);
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.exists(one) && Files.exists(other)
                ? Files.isSameFile(one, other)
                : real(one).equals(real(other));
    }

    /** A path without symbolic links, also for a file that does not exist yet. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        return Files.exists(absolute) || directory == null || name == null
                ? absolute.toRealPath()
                : directory.toRealPath().resolve(name);
    }
}
