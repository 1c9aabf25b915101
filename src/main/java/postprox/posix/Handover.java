package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A client's connection that a native client has handed over, and the control connection to that process. Waiting blocks
 * in system calls: it belongs on a platform thread.
 *
 * <p>One thread claims it, uses it and ends it; other threads may call {@link #stopReading} and {@link #hangUp}, which end
 * waits. A descriptor is closed by {@link #end} alone, when nothing uses it any more: its number may be another's at once.
 */
public final class Handover {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** pipe(7): so much can be written to a pipe that poll(2) calls writable, without waiting. */
    private static final int PIPE_BUF = 4096;

    /** sys/socket.h. */
    private static final int MSG_DONTWAIT = 0x40;

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SHUT_RD = 0;
    private static final int SHUT_RDWR = 2;

    private static final FunctionDescriptor ON_BUFFER =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = Libc.withErrno("recv", ON_BUFFER);
    private static final MethodHandle SEND = Libc.withErrno("send", ON_BUFFER);
    private static final MethodHandle READ =
            Libc.withErrno("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            Libc.withErrno("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle SHUTDOWN =
            Libc.plain("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    /** What a wait ended with. */
    public enum Ready {
        /** Its time was over. */
        NOTHING,
        /** The client: there is something to read, or the end of it. */
        CLIENT,
        /** The process that handed the connection over has said something, or is gone; or a wait was ended by us. */
        CONTROL
    }

    private final int ticket;
    private final int control;
    private final int input;
    private final OptionalInt ownOutput;
    private final List<String> environment;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = Libc.errnoSegment(arena);
    private final PollSet set = new PollSet(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    private final ByteBuffer bytes = buffer.asByteBuffer();

    // Guarded by this.
    private boolean ended;

    /** A handover; {@code ownOutput} is a descriptor for output where that is not the same socket as for input. */
    Handover(int ticket, int control, int input, OptionalInt ownOutput, List<String> environment) {
        this.ticket = ticket;
        this.control = control;
        this.input = input;
        this.ownOutput = ownOutput;
        this.environment = environment;
    }

    /** Makes the session ours, unless the process that handed it over serves it by itself. Without that, touch nothing. */
    public boolean claim() {
        return Libc.call(() -> (int) (long) READ.invokeExact(errno, ticket, buffer, JAVA_LONG.byteSize()))
                == JAVA_LONG.byteSize();
    }

    /** The environment of the process that handed it over, as {@code NAME=value} lines, one byte a character. */
    public List<String> environment() {
        return environment;
    }

    /** Whether the client is at the other end of one socket, and not of pipes. */
    public boolean isSocket() {
        return ownOutput.isEmpty();
    }

    /** The client's address and port; nothing for a pipe or a Unix socket. */
    public Optional<InetSocketAddress> peer() {
        return PeerAddress.of(arena, input);
    }

    /** Waits for the client or the control connection, whose news come first; -1 for as long as it takes. */
    public Ready await(int millis) throws IOException {
        return await(input, millis);
    }

    /** Looks at the control connection alone. */
    public Ready lookAtControl() throws IOException {
        return await(PollSet.NONE, 0);
    }

    private Ready await(int client, int millis) throws IOException {
        set.put(0, client, PollSet.READABLE);
        set.put(1, control, PollSet.READABLE);
        set.poll(errno, millis);
        return set.isReady(1) ? Ready.CONTROL : set.isReady(0) ? Ready.CLIENT : Ready.NOTHING;
    }

    /** Takes a message from the control connection; false where that has ended. */
    public boolean takeMessage() {
        return Libc.call(() -> (int) (long) RECV.invokeExact(errno, control, buffer, 1L, MSG_DONTWAIT)) > 0;
    }

    /** Reads what the client has sent: -1 at its end, 0 where there is nothing after all. */
    public int read(ByteBuffer into) throws IOException {
        long most = Math.min(into.remaining(), BUFFER_BYTES);
        int count = isSocket()
                ? Libc.call(() -> (int) (long) RECV.invokeExact(errno, input, buffer, most, MSG_DONTWAIT))
                : Libc.call(() -> (int) (long) READ.invokeExact(errno, input, buffer, most));
        if (count > 0) {
            into.put(bytes.clear().limit(count));
        }
        return count == 0 ? -1 : countOf("read", count);
    }

    /** Writes what goes without waiting, which may be nothing. */
    public int write(ByteBuffer from) throws IOException {
        if (!isSocket() && !isWritable(0)) {
            return 0;
        }
        int most = Math.min(from.remaining(), isSocket() ? BUFFER_BYTES : PIPE_BUF);
        bytes.clear().put(from.duplicate().limit(from.position() + most));
        int count = isSocket()
                ? Libc.call(() ->
                        (int) (long) SEND.invokeExact(errno, input, buffer, (long) most, MSG_DONTWAIT | MSG_NOSIGNAL))
                : Libc.call(() -> (int) (long) WRITE.invokeExact(errno, ownOutput.getAsInt(), buffer, (long) most));
        int written = countOf("write", count);
        from.position(from.position() + written);
        return written;
    }

    /**
     * Waits until something can be written.
     *
     * @throws IOException where the process that handed the connection over is gone
     */
    public boolean isWritable(int millis) throws IOException {
        set.put(0, ownOutput.orElse(input), PollSet.WRITABLE);
        set.put(1, control, PollSet.HANG_UP_ALONE);
        set.poll(errno, millis);
        if (set.isReady(1)) {
            throw new IOException("the process that started the session is gone");
        }
        return set.isReady(0);
    }

    /** Ends the wait in {@link #await} and all later ones, with {@link Ready#CONTROL}. Thread-safe. */
    public synchronized void stopReading() {
        if (!ended) {
            shutDown(control, SHUT_RD);
        }
    }

    /** Lets the client know that nothing more will come, where it is on a socket, and ends the wait. Thread-safe. */
    public synchronized void hangUp() {
        if (!ended) {
            shutDown(control, SHUT_RD);
            if (isSocket()) {
                shutDown(input, SHUT_RDWR);
            }
        }
    }

    /** Lets go of the client's connection, and tells the other process the exit status of a session that was held. */
    public synchronized void end(OptionalInt status) {
        if (ended) {
            return;
        }
        ended = true;
        Descriptors.close(ticket);
        Descriptors.close(input);
        ownOutput.ifPresent(Descriptors::close);
        if (status.isPresent()) {
            bytes.put(0, (byte) status.getAsInt());
            int _ = Libc.call(() -> (int) (long) SEND.invokeExact(errno, control, buffer, 1L, MSG_NOSIGNAL));
        }
        Descriptors.close(control);
        arena.close();
    }

    private int countOf(String call, int count) throws IOException {
        if (count >= 0) {
            return count;
        }
        int error = Libc.errno(errno);
        if (error == Errno.EAGAIN || error == Errno.EINTR) {
            return 0;
        }
        throw Errno.exception(call, error);
    }

    private static void shutDown(int descriptor, int how) {
        int _ = Libc.call(() -> (int) SHUTDOWN.invokeExact(descriptor, how));
    }
}
