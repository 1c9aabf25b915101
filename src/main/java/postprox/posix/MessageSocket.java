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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import postprox.posix.ReceivedMessage.Sender;

/**
 * A Unix datagram socket whose messages may hold descriptors and say who sent them (unix(7)). Java knows neither. Not
 * thread-safe: each thread that receives has an object of its own for the one socket. Receiving blocks: it belongs on a
 * platform thread.
 */
public final class MessageSocket {
    /** sys/socket.h: struct msghdr, and where its parts are. */
    private static final long MSGHDR = 56;

    private static final long MSG_IOV = 16;
    private static final long MSG_IOVLEN = 24;
    private static final long MSG_CONTROL = 32;
    private static final long MSG_CONTROLLEN = 40;
    private static final long MSG_FLAGS = 48;

    /** struct cmsghdr: its length with what is behind it (cmsg(3)), which begins at multiples of 8, its level and its type. */
    private static final long CMSGHDR = 16;

    private static final long CMSG_LEVEL = 8;
    private static final long CMSG_TYPE = 12;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    /** Which process sent the message, as struct ucred (pid, uid, gid). */
    private static final int SCM_CREDENTIALS = 2;

    /** That process as a descriptor, since Linux 6.5. */
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
     * The socket, for one thread.
     *
     * @param descriptor     its number
     * @param maxBytes       how many bytes of a message are taken
     * @param maxDescriptors how many descriptors; a message with more loses them
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

    private static long aligned(long length) {
        return (length + 7) & -8;
    }

    /**
     * Waits for a message.
     *
     * @return nothing where the wait was interrupted
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
                new String(bytes.asSlice(0, count).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1),
                descriptors(),
                (flags & MSG_TRUNC) != 0,
                (flags & MSG_CTRUNC) != 0,
                sender()));
    }

    private List<Integer> descriptors() {
        return Arrays.stream(enclosed(SCM_RIGHTS).toArray(JAVA_INT)).boxed().toList();
    }

    /** The sender; nothing where the kernel was not asked to say so. */
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

    /** What the kernel, or the sender, has put beside the bytes; empty where there is none of that type. */
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
