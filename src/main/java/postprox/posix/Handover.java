package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

    /** What is read from an eventfd(2). */
    private static final long TICKET_BYTES = 8;

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
    private final PeerEnd.Socket control;
    private final PeerEnd client;
    private final List<String> environment;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = Libc.errnoSegment(arena);
    private final PollSet set = new PollSet(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);
    private final ByteBuffer bytes = buffer.asByteBuffer();

    // Guarded by this.
    private boolean ended;

    Handover(int ticket, PeerEnd.Socket control, PeerEnd client, List<String> environment) {
        this.ticket = ticket;
        this.control = control;
        this.client = client;
        this.environment = environment;
    }

    /** Makes the session ours, unless the process that handed it over serves it by itself. Without that, touch nothing. */
    public boolean claim() {
        return Descriptors.read(arena, ticket, buffer.asSlice(0, TICKET_BYTES)) == TICKET_BYTES;
    }

    /** The environment of the process that handed it over, as {@code NAME=value} lines, one byte a character. */
    public List<String> environment() {
        return environment;
    }

    /** Whether the client is at the other end of one socket, and not of pipes. */
    public boolean isSocket() {
        return client instanceof PeerEnd.Socket;
    }

    /** The client's address and port; nothing for a pipe or a Unix socket. */
    public Optional<InetSocketAddress> peer() {
        return PeerAddress.of(arena, client.input());
    }

    /** The address and port that the client has connected to. */
    public Optional<InetSocketAddress> ownEnd() {
        return PeerAddress.ofOwnEnd(arena, client.input());
    }

    /** Waits for the client or the control connection, whose news come first; -1 for as long as it takes. */
    public Ready await(int millis) throws IOException {
        return await(client.input(), millis);
    }

    /** Looks at the control connection alone. */
    public Ready lookAtControl() throws IOException {
        return await(PollSet.NONE, 0);
    }

    private Ready await(int input, int millis) throws IOException {
        set.put(0, input, PollSet.READABLE);
        set.put(1, control.input(), PollSet.READABLE);
        set.poll(errno, millis);
        return set.isReady(1) ? Ready.CONTROL : set.isReady(0) ? Ready.CLIENT : Ready.NOTHING;
    }

    /** Takes a message from the control connection; false where that has ended. */
    public boolean takeMessage() {
        return control.read(errno, buffer, 1) > 0;
    }

    /** Reads what the client has sent: -1 at its end, 0 where there is nothing after all. */
    public int read(ByteBuffer into) throws IOException {
        int count = client.read(errno, buffer, Math.min(into.remaining(), BUFFER_BYTES));
        if (count > 0) {
            into.put(bytes.clear().limit(count));
        }
        return count == 0 ? -1 : countOf("read", count);
    }

    /** Writes what goes without waiting, which may be nothing. */
    public int write(ByteBuffer from) throws IOException {
        if (client.waitsToWrite() && !isWritable(0)) {
            return 0;
        }
        int most = Math.min(from.remaining(), Math.min(client.mostAtOnce(), BUFFER_BYTES));
        bytes.clear().put(from.duplicate().limit(from.position() + most));
        int written = countOf("write", client.write(errno, buffer, most));
        from.position(from.position() + written);
        return written;
    }

    /**
     * Waits until something can be written.
     *
     * @throws IOException where the process that handed the connection over is gone
     */
    public boolean isWritable(int millis) throws IOException {
        set.put(0, client.output(), PollSet.WRITABLE);
        set.put(1, control.input(), PollSet.HANG_UP_ALONE);
        set.poll(errno, millis);
        if (set.isReady(1)) {
            throw new IOException("the process that started the session is gone");
        }
        return set.isReady(0);
    }

    /** Ends the wait in {@link #await} and all later ones, with {@link Ready#CONTROL}. Thread-safe. */
    public synchronized void stopReading() {
        if (!ended) {
            control.stopReading();
        }
    }

    /** Lets the client know that nothing more will come, where it is on a socket, and ends the wait. Thread-safe. */
    public synchronized void hangUp() {
        if (!ended) {
            control.stopReading();
            client.hangUp();
        }
    }

    /** Lets go of the client's connection, and tells the other process the exit status of a session that was held. */
    public synchronized void end(OptionalInt status) {
        if (ended) {
            return;
        }
        ended = true;
        Descriptors.close(ticket);
        client.close();
        if (status.isPresent()) {
            bytes.put(0, (byte) status.getAsInt());
            int _ = control.write(errno, buffer, 1);
        }
        control.close();
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
}
