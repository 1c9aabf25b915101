package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.ConnectException;

/**
 * A connected Unix datagram socket, as syslog(3) uses it. Java has Unix sockets for streams only. A caller of {@link #send}
 * waits while the receiver's queue is full, and so must be a platform thread. Not thread-safe.
 */
public final class UnixDatagramSocket implements AutoCloseable {
    /** The constants of sys/socket.h. */
    private static final int SOCK_DGRAM = 2;

    private static final int MSG_NOSIGNAL = 0x4000;

    /** The maximum length of a path, in bytes, without the NUL at its end. */
    public static final int LONGEST_PATH = UnixAddress.LONGEST_PATH;

    private static final MethodHandle SOCKET =
            Libc.withErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT =
            Libc.withErrno("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            Libc.withErrno("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final int descriptor;

    private UnixDatagramSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Connects to the socket at a path.
     *
     * @param path the path, one byte a character; or a name with @ in front, of a socket that has no file
     * @throws ConnectException if no process has the socket at the path open any more
     * @throws IOException      if the connection fails for another reason
     */
    public static UnixDatagramSocket connect(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment address =
                    path.startsWith("@") ? UnixAddress.ofName(arena, path.substring(1)) : UnixAddress.of(arena, path);
            int descriptor = Libc.call(() ->
                    (int) SOCKET.invokeExact(errno, (int) UnixAddress.AF_UNIX, SOCK_DGRAM | Descriptors.O_CLOEXEC, 0));
            if (descriptor < 0) {
                throw Errno.exception("socket", Libc.errno(errno));
            }
            if (Libc.call(() -> (int) CONNECT.invokeExact(errno, descriptor, address, (int) address.byteSize())) < 0) {
                Descriptors.close(descriptor);
                throw Libc.errno(errno) == Errno.ECONNREFUSED
                        ? new ConnectException("connect " + path + ": " + Errno.name(Errno.ECONNREFUSED))
                        : Errno.exception("connect " + path, Libc.errno(errno));
            }
            return new UnixDatagramSocket(descriptor);
        }
    }

    /** Sends one datagram. */
    public void send(byte[] bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment message = arena.allocateFrom(JAVA_BYTE, bytes);
            int sent = Libc.call(
                    () -> (int) (long) SEND.invokeExact(errno, descriptor, message, message.byteSize(), MSG_NOSIGNAL));
            if (sent < 0) {
                throw Errno.exception("send", Libc.errno(errno));
            }
        }
    }

    @Override
    public void close() {
        Descriptors.close(descriptor);
    }
}
