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
 * Whether two spellings name one place, by what they stand for now. Where that cannot be found out they are taken for two: a
 * connection of our own that comes back is noticed when it comes ({@link Dialer#hasOpened}).
 */
public final class SamePlace {
    private SamePlace() {}

    /** Whether what is sent to one place arrives at whoever will listen on the other. */
    public static boolean leadsTo(Endpoint nextHop, Endpoint listen) {
        try {
            // Port 0 will be another one.
            return (!(listen instanceof Endpoint.Tcp tcp) || tcp.port() == portOf(nextHop))
                    && leadsTo(nextHop, listen.addresses()[0]);
        } catch (IOException e) {
            return false;
        }
    }

    /** The same for a socket that is bound. */
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
     * Whether it is this machine's port for SMTP, where the server is that faces the world: the port of a next hop that was
     * given none.
     */
    public static boolean isFrontDoor(Endpoint nextHop) {
        if (portOf(nextHop) != Endpoint.SMTP_PORT) {
            return false;
        }
        try {
            for (SocketAddress address : nextHop.addresses()) {
                if (address instanceof InetSocketAddress inet && isHere(inet.getAddress())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Unknown for now, which the first session will say.
        }
        return false;
    }

    /** 0 for a Unix socket. */
    private static int portOf(Endpoint place) {
        return place instanceof Endpoint.Tcp(String _, int port) ? port : 0;
    }

    /** Whether a socket that is bound to one address gets what is sent to another. */
    private static boolean takes(InetAddress bound, InetAddress to) {
        if (to.isAnyLocalAddress()) {
            // Some address of this machine, as the system likes.
            return true;
        }
        if (!bound.isAnyLocalAddress()) {
            return bound.equals(to);
        }
        // A socket of the JVM on [::] is one for IPv4 too.
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

    /** A path without detours, also of a file that is still to be made. */
    private static Path real(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        return Files.exists(absolute) || directory == null || name == null
                ? absolute.toRealPath()
                : directory.toRealPath().resolve(name);
    }
}
