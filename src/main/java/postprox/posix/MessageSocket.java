package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import postprox.posix.ReceivedMessage.Sender;

/**
 * A Unix datagram socket whose messages carry descriptors and the identity of the sending process (unix(7)). Java supports
 * neither. Not thread-safe: each receiving thread makes an object of its own for the same socket. Receiving blocks, so that
 * these threads must be platform threads.
 */
public final class MessageSocket {
    /** The size of struct msghdr (sys/socket.h), and the offsets of its fields. */
    static final long MSGHDR = 56;

    static final long MSG_IOV = 16;
    static final long MSG_IOVLEN = 24;
    static final long MSG_CONTROL = 32;
    static final long MSG_CONTROLLEN = 40;
    private static final long MSG_FLAGS = 48;

    /**
     * The size of struct cmsghdr (cmsg(3)), and the offsets of its level and type. Its first field is the length of the header
     * and its data together. Each header begins at a multiple of 8.
     */
    static final long CMSGHDR = 16;

    static final long CMSG_LEVEL = 8;
    static final long CMSG_TYPE = 12;

    static final int SOL_SOCKET = 1;
    static final int SCM_RIGHTS = 1;

    /** The type of data that names the sending process, as struct ucred (pid, uid, gid). */
    private static final int SCM_CREDENTIALS = 2;

    /** The type of data that holds a pidfd of the sending process, since Linux 6.5. */
    private static final int SCM_PIDFD = 4;

    private static final long UCRED_BYTES = 12;

    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    private static final MethodHandle RECVMSG =
            Libc.withErrno("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private static final MethodHandle GETUID = Libc.plain("getuid", FunctionDescriptor.of(JAVA_INT));

    private final int thisUser = Libc.call(() -> (int) GETUID.invokeExact());
    private final int descriptor;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment errno = Libc.errnoSegment(arena);
    private final MemorySegment header = arena.allocate(MSGHDR, 8);
    private final MemorySegment block = arena.allocate(ADDRESS.byteSize() * 2, 8);
    private final MemorySegment bytes;
    private final MemorySegment control;

    /**
     * Makes the object with which one thread receives from a socket.
     *
     * @param descriptor     the socket's descriptor
     * @param maxBytes       the maximum number of bytes that are received of a message; the rest is lost
     * @param maxDescriptors the maximum number of descriptors in a message; further descriptors are lost
     */
    public MessageSocket(int descriptor, int maxBytes, int maxDescriptors) {
        this.descriptor = descriptor;
        this.bytes = arena.allocate(maxBytes);
        this.control = arena.allocate(
                aligned(CMSGHDR + maxDescriptors * JAVA_INT.byteSize())
                        + aligned(CMSGHDR + UCRED_BYTES)
                        + aligned(CMSGHDR + JAVA_INT.byteSize()),
                8);
    }

    static long aligned(long length) {
        return (length + 7) & -8;
    }

    /**
     * Waits for a message and receives it.
     *
     * @return empty if a signal interrupted the wait
     */
    public Optional<ReceivedMessage> receive() throws IOException {
        block.set(ADDRESS, 0, bytes);
        block.set(JAVA_LONG, 8, bytes.byteSize());
        header.set(ADDRESS, MSG_IOV, block);
        header.set(JAVA_LONG, MSG_IOVLEN, 1);
        header.set(ADDRESS, MSG_CONTROL, control);
        header.set(JAVA_LONG, MSG_CONTROLLEN, control.byteSize());
        int count = Libc.call(() -> (int) (long) RECVMSG.invokeExact(errno, descriptor, header, MSG_CMSG_CLOEXEC));
        if (count < 0) {
            if (Libc.errno(errno) == Errno.EINTR) {
                return Optional.empty();
            }
            throw Errno.exception("recvmsg", Libc.errno(errno));
        }
        int flags = header.get(JAVA_INT, MSG_FLAGS);
        return Optional.of(new ReceivedMessage(
                bytes.asSlice(0, count), descriptors(), (flags & MSG_TRUNC) != 0, (flags & MSG_CTRUNC) != 0, sender()));
    }

    private List<Integer> descriptors() {
        return Arrays.stream(enclosed(SCM_RIGHTS).toArray(JAVA_INT)).boxed().toList();
    }

    /** The sender of the message; empty if the socket has no option SO_PASSCRED, so that the kernel does not tell it. */
    private Optional<Sender> sender() {
        MemorySegment pidfd = enclosed(SCM_PIDFD);
        int sender = pidfd.byteSize() == 0 ? PollSet.NONE : pidfd.get(JAVA_INT, 0);
        MemorySegment credentials = enclosed(SCM_CREDENTIALS);
        if (credentials.byteSize() == 0) {
            Descriptors.close(sender);
            return Optional.empty();
        }
        return Optional.of(new Sender(
                credentials.getAtIndex(JAVA_INT, 0), credentials.getAtIndex(JAVA_INT, 1) == thisUser, sender));
    }

    /** The ancillary data of a type that came with the message; an empty segment if there is none. */
    private MemorySegment enclosed(int type) {
        long end = header.get(JAVA_LONG, MSG_CONTROLLEN);
        long at = 0;
        while (at + CMSGHDR <= end) {
            long length = control.get(JAVA_LONG, at);
            if (control.get(JAVA_INT, at + CMSG_LEVEL) == SOL_SOCKET && control.get(JAVA_INT, at + CMSG_TYPE) == type) {
                return control.asSlice(at + CMSGHDR, length - CMSGHDR);
            }
            at += aligned(length);
        }
        return MemorySegment.NULL;
    }
}
