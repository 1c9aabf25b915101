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
import java.util.List;
import java.util.Optional;

/**
 * The datagram socket on standard input where native clients put sessions; src/main/c/postprox-client.c has the protocol.
 * Java knows neither such sockets nor descriptors in messages. Not thread-safe: each thread that receives has its own, and
 * all of them receive from the one socket. Receiving blocks: it belongs on a platform thread.
 */
public final class HandoverSocket {
    public static final int DESCRIPTOR = 0;

    /** As in the client. */
    private static final int ENVIRONMENT_BYTES = 64 * 1024;

    private static final int MOST_DESCRIPTORS = 4;

    /** sys/socket.h: struct msghdr, and struct cmsghdr with what is behind it (cmsg(3)). */
    private static final long MSGHDR = 56;

    private static final long CMSGHDR = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    /** socket(7): who made the client's end of the control connection, as struct ucred (pid, uid, gid). */
    private static final int SO_PEERCRED = 17;

    private static final MethodHandle RECVMSG =
            Libc.withErrno("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            Libc.plain("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle GETEUID = Libc.plain("geteuid", FunctionDescriptor.of(JAVA_INT));

    private final int ourUser = Libc.call(() -> (int) GETEUID.invokeExact());
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment errno = Libc.errnoSegment(arena);
    private final MemorySegment message = arena.allocate(MSGHDR, 8);
    private final MemorySegment block = arena.allocate(ADDRESS.byteSize() * 2, 8);
    private final MemorySegment environment = arena.allocate(ENVIRONMENT_BYTES);
    private final MemorySegment rights = arena.allocate(CMSGHDR + MOST_DESCRIPTORS * JAVA_INT.byteSize(), 8);
    private final MemorySegment credentials = arena.allocate(JAVA_INT, 3);
    private final MemorySegment length = arena.allocate(JAVA_INT);

    /**
     * Waits for a session, which is not ours yet: see {@link Handover#claim}.
     *
     * @return nothing where the wait was interrupted
     * @throws IOException where what came was no session, lacks what we had no descriptors for, or is another user's; its
     *     sender is told by the end of the control connection
     */
    public Optional<Handover> receive() throws IOException {
        block.set(ADDRESS, 0, environment);
        block.set(JAVA_LONG, 8, environment.byteSize());
        message.set(ADDRESS, 16, block);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, rights);
        message.set(JAVA_LONG, 40, rights.byteSize());
        int count = Libc.call(() -> (int) (long) RECVMSG.invokeExact(errno, DESCRIPTOR, message, MSG_CMSG_CLOEXEC));
        if (count < 0) {
            if (Libc.errno(errno) == Errno.EINTR) {
                return Optional.empty();
            }
            throw Errno.exception("recvmsg", Libc.errno(errno));
        }
        int[] descriptors = descriptors();
        Optional<String> mistake = mistake(descriptors);
        if (mistake.isPresent()) {
            for (int descriptor : descriptors) {
                Descriptors.close(descriptor);
            }
            throw new IOException(mistake.get());
        }
        PeerEnd client = descriptors.length == MOST_DESCRIPTORS
                ? new PeerEnd.Pipes(descriptors[2], descriptors[3])
                : new PeerEnd.Socket(descriptors[2]);
        return Optional.of(
                new Handover(descriptors[0], new PeerEnd.Socket(descriptors[1]), client, environmentLines(count)));
    }

    private Optional<String> mistake(int[] descriptors) {
        int flags = message.get(JAVA_INT, 48);
        if ((flags & MSG_CTRUNC) != 0) {
            return Optional.of("no descriptors left for one that came (EMFILE)");
        }
        if ((flags & MSG_TRUNC) != 0 || descriptors.length < MOST_DESCRIPTORS - 1) {
            return Optional.of("what came was none");
        }
        return isOurUser(descriptors[1]) ? Optional.empty() : Optional.of("one came from another user");
    }

    private int[] descriptors() {
        if (message.get(JAVA_LONG, 40) <= CMSGHDR
                || rights.get(JAVA_INT, 8) != SOL_SOCKET
                || rights.get(JAVA_INT, 12) != SCM_RIGHTS) {
            return new int[0];
        }
        return rights.asSlice(CMSGHDR, rights.get(JAVA_LONG, 0) - CMSGHDR).toArray(JAVA_INT);
    }

    /** The directory lets nobody else in (root excepted); this is the second lock. */
    private boolean isOurUser(int control) {
        length.set(JAVA_INT, 0, (int) credentials.byteSize());
        int result =
                Libc.call(() -> (int) GETSOCKOPT.invokeExact(control, SOL_SOCKET, SO_PEERCRED, credentials, length));
        return result == 0 && credentials.getAtIndex(JAVA_INT, 1) == ourUser;
    }

    private List<String> environmentLines(int count) {
        String text = new String(environment.asSlice(0, count).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
        return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    }
}
