package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads the addresses of both ends of a socket for which Java has no channel. */
final class PeerAddress {
    /** The address families of sys/socket.h. */
    private static final int AF_INET = 2;

    private static final int AF_INET6 = 10;

    /** sizeof(struct sockaddr_storage). */
    private static final long STORAGE_BYTES = 128;

    private static final FunctionDescriptor ON_ADDRESS = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETPEERNAME = Libc.plain("getpeername", ON_ADDRESS);
    private static final MethodHandle GETSOCKNAME = Libc.plain("getsockname", ON_ADDRESS);

    private PeerAddress() {}

    /**
     * The address and port of the other end; empty for a descriptor that is no internet socket, or if the other end has gone.
     */
    static Optional<InetSocketAddress> of(int socket) {
        return read((storage, length) -> (int) GETPEERNAME.invokeExact(socket, storage, length));
    }

    /** The address and port of this process's end; empty for a descriptor that is no internet socket. */
    static Optional<InetSocketAddress> ofOwnEnd(int socket) {
        return read((storage, length) -> (int) GETSOCKNAME.invokeExact(socket, storage, length));
    }

    /** A call that fills in an address. */
    @FunctionalInterface
    private interface Question {
        int ask(MemorySegment storage, MemorySegment length) throws Throwable;
    }

    private static Optional<InetSocketAddress> read(Question question) {
        try (Arena arena = Arena.ofConfined()) {
            return read(arena, question);
        }
    }

    private static Optional<InetSocketAddress> read(Arena arena, Question question) {
        MemorySegment storage = arena.allocate(STORAGE_BYTES, 8);
        MemorySegment length = arena.allocateFrom(JAVA_INT, (int) STORAGE_BYTES);
        if (Libc.call(() -> question.ask(storage, length)) != 0) {
            return Optional.empty();
        }
        int port = Short.toUnsignedInt(storage.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2));
        // In struct sockaddr_in the address follows the port, in sockaddr_in6 a flow label is between (netinet/in.h).
        return switch (storage.get(JAVA_SHORT, 0)) {
            case AF_INET -> Optional.of(address(storage.asSlice(4, 4), port));
            case AF_INET6 -> Optional.of(address(storage.asSlice(8, 16), port));
            default -> Optional.empty();
        };
    }

    private static InetSocketAddress address(MemorySegment bytes, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes.toArray(JAVA_BYTE)), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is one", e);
        }
    }
}
