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
import java.nio.file.Path;
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

    /** sys/socket.h: struct msghdr, and struct cmsghdr with what is behind it (cmsg(3)), which begins at multiples of 8. */
    private static final long MSGHDR = 56;

    private static final long CMSGHDR = 16;
    private static final int SOL_SOCKET = 1;

    /** unix(7): what a datagram has with it, and which process put it into the socket, as struct ucred (pid, uid, gid). */
    private static final int SCM_RIGHTS = 1;

    private static final int SCM_CREDENTIALS = 2;

    /** That process as a descriptor, since Linux 6.5: no other can take its place as it can take a number's. */
    private static final int SCM_PIDFD = 4;

    /** Room for the three of them, and for no descriptor more. */
    private static final long CONTROL_BYTES = 3 * CMSGHDR + MOST_DESCRIPTORS * 4 + 16 + 8;

    private static final int MSG_CTRUNC = 0x8;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;

    private static final MethodHandle RECVMSG =
            Libc.withErrno("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETUID = Libc.plain("getuid", FunctionDescriptor.of(JAVA_INT));

    private final Confinement ours;
    private final int ourUser = Libc.call(() -> (int) GETUID.invokeExact());
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment errno = Libc.errnoSegment(arena);
    private final MemorySegment message = arena.allocate(MSGHDR, 8);
    private final MemorySegment block = arena.allocate(ADDRESS.byteSize() * 2, 8);
    private final MemorySegment environment = arena.allocate(ENVIRONMENT_BYTES);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
    private final PollSet ended = new PollSet(arena);

    /**
     * The socket, for one thread.
     *
     * @param ours what a process must have in common with this one to have its sessions served here
     */
    public HandoverSocket(Confinement ours) {
        this.ours = ours;
    }

    /**
     * Waits for a session, which is not ours yet: see {@link Handover#claim}.
     *
     * @return nothing where the wait was interrupted
     * @throws HandoverRefused where what came was no session, or its sender is not one of ours; the sender is told by the
     *     end of the control connection
     * @throws IOException where we had no descriptors for what came; the sender is told in the same way
     */
    public Optional<Handover> receive() throws IOException {
        block.set(ADDRESS, 0, environment);
        block.set(JAVA_LONG, 8, environment.byteSize());
        message.set(ADDRESS, 16, block);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, control);
        message.set(JAVA_LONG, 40, control.byteSize());
        int count = Libc.call(() -> (int) (long) RECVMSG.invokeExact(errno, DESCRIPTOR, message, MSG_CMSG_CLOEXEC));
        if (count < 0) {
            if (Libc.errno(errno) == Errno.EINTR) {
                return Optional.empty();
            }
            throw Errno.exception("recvmsg", Libc.errno(errno));
        }
        int[] descriptors = enclosed(SCM_RIGHTS).toArray(JAVA_INT);
        boolean isOurs = false;
        try {
            check(descriptors);
            PeerEnd client = descriptors.length == MOST_DESCRIPTORS
                    ? new PeerEnd.Pipes(descriptors[2], descriptors[3])
                    : new PeerEnd.Socket(descriptors[2]);
            Handover handover =
                    new Handover(descriptors[0], new PeerEnd.Socket(descriptors[1]), client, environmentLines(count));
            isOurs = true;
            return Optional.of(handover);
        } finally {
            Descriptors.close(pidfd());
            if (!isOurs) {
                for (int descriptor : descriptors) {
                    Descriptors.close(descriptor);
                }
            }
        }
    }

    private void check(int[] descriptors) throws IOException {
        int flags = message.get(JAVA_INT, 48);
        if ((flags & MSG_TRUNC) != 0 || descriptors.length > MOST_DESCRIPTORS) {
            throw new HandoverRefused("what came was none");
        }
        if ((flags & MSG_CTRUNC) != 0) {
            throw new IOException("no descriptors left for one that came (EMFILE)");
        }
        if (descriptors.length < MOST_DESCRIPTORS - 1) {
            throw new HandoverRefused("what came was none");
        }
        checkSender();
    }

    /** What the kernel, or the sender, has put beside the bytes; empty where there is none of that type. */
    private MemorySegment enclosed(int type) {
        long end = message.get(JAVA_LONG, 40);
        long at = 0;
        while (at + CMSGHDR <= end) {
            long length = control.get(JAVA_LONG, at);
            if (control.get(JAVA_INT, at + 8) == SOL_SOCKET && control.get(JAVA_INT, at + 12) == type) {
                return control.asSlice(at + CMSGHDR, length - CMSGHDR);
            }
            at += (length + 7) & -8;
        }
        return MemorySegment.NULL;
    }

    /** A descriptor of its sender; the negative of an error number, or {@link PollSet#NONE} before Linux 6.5. */
    private int pidfd() {
        MemorySegment pidfd = enclosed(SCM_PIDFD);
        return pidfd.byteSize() == 0 ? PollSet.NONE : pidfd.get(JAVA_INT, 0);
    }

    /**
     * Lets in only whoever could do by itself what the session has us do: its filters run where we are, with what we may do,
     * and with a PATH of its own. The directory lets no other user in (root excepted), but it may be shared by containers.
     * The kernel says who sent the datagram itself. Who has the other end of the control connection proves nothing: that
     * may be a socket of an innocent process, to which the sender has connected.
     */
    private void checkSender() throws IOException {
        MemorySegment credentials = enclosed(SCM_CREDENTIALS);
        if (credentials.byteSize() == 0) {
            throw new HandoverRefused("nothing says who sent it");
        }
        int pid = credentials.getAtIndex(JAVA_INT, 0);
        if (credentials.getAtIndex(JAVA_INT, 1) != ourUser) {
            throw new HandoverRefused("it came from another user");
        }
        int sender = pidfd();
        if (sender < PollSet.NONE) {
            throw notOpened(pid, -sender);
        }
        if (!confinement(pid).equals(ours)) {
            throw new HandoverRefused("it came from process " + pid
                    + ", which runs in another container or with other privileges than this process");
        }
        // What was read is the sender's if that still has the number.
        ended.put(0, sender, PollSet.READABLE);
        ended.put(1, PollSet.NONE, PollSet.READABLE);
        ended.poll(errno, 0);
        if (ended.isReady(0)) {
            throw hasEnded(pid);
        }
    }

    /** Why the kernel gave no descriptor of a process. */
    private static IOException notOpened(int pid, int error) {
        return error == Errno.ESRCH || error == Errno.EINVAL
                ? hasEnded(pid)
                : Errno.exception("a descriptor of process " + pid, error);
    }

    private static HandoverRefused hasEnded(int pid) {
        return new HandoverRefused("it came from process " + pid + ", which has ended");
    }

    private static Confinement confinement(int pid) throws HandoverRefused {
        try {
            // 0 is a process that is in none of our PID namespaces.
            return Confinement.of(Path.of("/proc/" + pid));
        } catch (IOException e) {
            throw new HandoverRefused(
                    "it came from process " + pid + ", of which nothing can be known: " + e.getMessage());
        }
    }

    private List<String> environmentLines(int count) {
        String text = new String(environment.asSlice(0, count).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
        return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    }
}
