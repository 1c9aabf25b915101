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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * A Unix stream socket over which a descriptor can be passed to another process (unix(7), SCM_RIGHTS). Java has no such socket.
 * Its waits block, so that it belongs to one platform thread, which makes, uses and closes it.
 */
public final class DescriptorSocket implements AutoCloseable {
    /** The constants of sys/socket.h. */
    private static final int SOCK_STREAM = 1;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SO_SNDTIMEO = 21;

    /** The size of struct timeval. */
    private static final long TIMEVAL = 16;

    private static final int BUFFER_BYTES = 4096;
    private static final int MILLION = 1_000_000;

    private static final MethodHandle SOCKET =
            Libc.withErrno("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT =
            Libc.withErrno("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT = Libc.withErrno(
            "setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDMSG =
            Libc.withErrno("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final int descriptor;
    private final PeerEnd.Socket socket;
    private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);

    /** This process or the system is at a limit of its own, so that the peer has got nothing. */
    public static final class NoResources extends IOException {
        private static final long serialVersionUID = 1L;

        private NoResources(String message) {
            super(message);
        }
    }

    private DescriptorSocket(int descriptor) {
        this.descriptor = descriptor;
        this.socket = new PeerEnd.Socket(descriptor);
    }

    /**
     * Makes a socket that is not connected.
     *
     * @throws IOException if this process or the system has no descriptor left
     */
    public static DescriptorSocket make() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            int descriptor = Libc.call(() ->
                    (int) SOCKET.invokeExact(errno, (int) UnixAddress.AF_UNIX, SOCK_STREAM | Descriptors.O_CLOEXEC, 0));
            if (descriptor < 0) {
                throw Errno.exception("socket", Libc.errno(errno));
            }
            return new DescriptorSocket(descriptor);
        }
    }

    /**
     * Connects to the socket at a path. Waits while the server's queue of connections is full.
     *
     * @param path   the path, one byte a character
     * @param micros the longest wait in microseconds, at least one
     * @throws SocketTimeoutException if the queue was full all that time
     * @throws NoResources            if there is no memory for it
     * @throws IOException            if there is no such socket, or nobody listens on it
     */
    public void connect(String path, long micros) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment address = UnixAddress.of(arena, path);
            // The limit for sending is also that of connect(2) (socket(7)); then it fails with EAGAIN.
            MemorySegment limit = arena.allocate(TIMEVAL, 8);
            limit.set(JAVA_LONG, 0, micros / MILLION);
            limit.set(JAVA_LONG, 8, micros % MILLION);
            if (Libc.call(() -> (int) SETSOCKOPT.invokeExact(
                            errno, descriptor, MessageSocket.SOL_SOCKET, SO_SNDTIMEO, limit, (int) TIMEVAL))
                    < 0) {
                throw failure("setsockopt: ", Libc.errno(errno));
            }
            if (Libc.call(() -> (int) CONNECT.invokeExact(errno, descriptor, address, (int) address.byteSize())) < 0) {
                int error = Libc.errno(errno);
                throw error == Errno.EAGAIN ? new SocketTimeoutException("Connect timed out") : failure("", error);
            }
        }
    }

    /**
     * Sends bytes together with the descriptor of a file. They are few, so that the socket takes them without a wait.
     *
     * @throws NoResources if there is no memory for it, or if too many descriptors are on their way to other processes
     */
    public void send(byte[] bytes, OpenFile file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment block = arena.allocate(ADDRESS.byteSize() * 2, 8);
            block.set(ADDRESS, 0, arena.allocateFrom(JAVA_BYTE, bytes));
            block.set(JAVA_LONG, 8, bytes.length);
            long length = MessageSocket.CMSGHDR + JAVA_INT.byteSize();
            MemorySegment control = arena.allocate(MessageSocket.aligned(length), 8);
            control.set(JAVA_LONG, 0, length);
            control.set(JAVA_INT, MessageSocket.CMSG_LEVEL, MessageSocket.SOL_SOCKET);
            control.set(JAVA_INT, MessageSocket.CMSG_TYPE, MessageSocket.SCM_RIGHTS);
            control.set(JAVA_INT, MessageSocket.CMSGHDR, file.descriptor());
            MemorySegment header = arena.allocate(MessageSocket.MSGHDR, 8);
            header.set(ADDRESS, MessageSocket.MSG_IOV, block);
            header.set(JAVA_LONG, MessageSocket.MSG_IOVLEN, 1);
            header.set(ADDRESS, MessageSocket.MSG_CONTROL, control);
            header.set(JAVA_LONG, MessageSocket.MSG_CONTROLLEN, control.byteSize());
            int sent = Libc.call(
                    () -> (int) (long) SENDMSG.invokeExact(errno, descriptor, header, MSG_DONTWAIT | MSG_NOSIGNAL));
            if (sent < bytes.length) {
                throw sent < 0 ? failure("sendmsg: ", Libc.errno(errno)) : new IOException("sendmsg: sent a part");
            }
        }
    }

    /** The exception for a system call that failed. ETOOMANYREFS: too many passed descriptors wait for their peers (unix(7)). */
    static IOException failure(String prefix, int error) {
        String message = prefix + Errno.name(error);
        return switch (error) {
            case Errno.ENOMEM, Errno.ENOBUFS, Errno.ETOOMANYREFS -> new NoResources(message);
            default -> new IOException(message);
        };
    }

    /**
     * Waits for bytes and reads them.
     *
     * @param millis the longest wait in milliseconds
     * @return the number of bytes; 0 if none came in time; -1 if the peer has closed the connection
     */
    public int receive(ByteBuffer into, int millis) throws IOException {
        if (Descriptors.awaitReadable(buffer.arena, descriptor, PollSet.NONE, millis) == 0) {
            return 0;
        }
        int returned = socket.read(buffer, Math.min(buffer.size(), into.remaining()));
        int count = buffer.count("recv", returned);
        buffer.copyTo(into, count);
        return returned == 0 ? -1 : count;
    }

    @Override
    public void close() {
        buffer.close();
        socket.close();
    }
}
