package postprox.resident;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postprox.posix.NativeBuffer;
import postprox.posix.PeerEnd;
import postprox.posix.PollSet;
import postprox.posix.Ticket;

/**
 * A client's connection that a native client has handed over, and the control connection to that process. Waiting blocks
 * in system calls: it belongs on a platform thread.
 *
 * <p>One thread claims it, uses it and ends it; other threads may call {@link #stopReading} and {@link #hangUp}, which end
 * waits. A descriptor is closed by {@link #end} alone, when nothing uses it any more: its number may be another's at once.
 */
final class Handover {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** What a wait ended with. */
    enum Ready {
        /** Its time was over. */
        NOTHING,
        /** The client: there is something to read, or the end of it. */
        CLIENT,
        /** The process that handed the connection over has said something, or is gone; or a wait was ended by us. */
        CONTROL
    }

    private final Ticket ticket;
    private final PeerEnd.Socket control;
    private final PeerEnd client;
    private final List<String> environment;

    private final NativeBuffer buffer = new NativeBuffer(BUFFER_BYTES);
    private final PollSet set = new PollSet(buffer);

    // Guarded by this.
    private boolean ended;

    Handover(Ticket ticket, PeerEnd.Socket control, PeerEnd client, List<String> environment) {
        this.ticket = ticket;
        this.control = control;
        this.client = client;
        this.environment = environment;
    }

    /** Makes the session ours, unless the process that handed it over serves it by itself. Without that, touch nothing. */
    boolean claim() {
        return ticket.take();
    }

    /** The environment of the process that handed it over, as {@code NAME=value} lines, one byte a character. */
    List<String> environment() {
        return environment;
    }

    /** Whether the client is at the other end of one socket, and not of pipes. */
    boolean isSocket() {
        return client instanceof PeerEnd.Socket;
    }

    /** The client's address and port; nothing for a pipe or a Unix socket. */
    Optional<InetSocketAddress> peer() {
        return client.address();
    }

    /** The address and port that the client has connected to. */
    Optional<InetSocketAddress> ownEnd() {
        return client.ownAddress();
    }

    /** Waits for the client or the control connection, whose news come first; -1 for as long as it takes. */
    Ready await(int millis) throws IOException {
        return await(client.input(), millis);
    }

    /** Looks at the control connection alone. */
    Ready lookAtControl() throws IOException {
        return await(PollSet.NONE, 0);
    }

    private Ready await(int input, int millis) throws IOException {
        set.put(0, input, PollSet.READABLE);
        set.put(1, control.input(), PollSet.READABLE);
        set.poll(buffer, millis);
        return set.isReady(1) ? Ready.CONTROL : set.isReady(0) ? Ready.CLIENT : Ready.NOTHING;
    }

    /** Takes a message from the control connection; false where that has ended. */
    boolean takeMessage() {
        return control.read(buffer, 1) > 0;
    }

    /** Reads what the client has sent: -1 at its end, 0 where there is nothing after all. */
    int read(ByteBuffer into) throws IOException {
        int count = client.read(buffer, Math.min(into.remaining(), buffer.size()));
        if (count > 0) {
            buffer.copyTo(into, count);
        }
        return count == 0 ? -1 : buffer.count("read", count);
    }

    /** Writes what goes without waiting, which may be nothing. */
    int write(ByteBuffer from) throws IOException {
        if (client.waitsToWrite() && !isWritable(0)) {
            return 0;
        }
        int max = Math.min(from.remaining(), Math.min(client.maxAtOnce(), buffer.size()));
        buffer.copyFrom(from, max);
        int written = buffer.count("write", client.write(buffer, max));
        from.position(from.position() + written);
        return written;
    }

    /**
     * Waits until something can be written.
     *
     * @throws IOException where the process that handed the connection over is gone
     */
    boolean isWritable(int millis) throws IOException {
        set.put(0, client.output(), PollSet.WRITABLE);
        set.put(1, control.input(), PollSet.HANG_UP_ALONE);
        set.poll(buffer, millis);
        if (set.isReady(1)) {
            throw new IOException("the process that started the session is gone");
        }
        return set.isReady(0);
    }

    /** Ends the wait in {@link #await} and all later ones, with {@link Ready#CONTROL}. Thread-safe. */
    synchronized void stopReading() {
        if (!ended) {
            control.stopReading();
        }
    }

    /** Lets the client know that nothing more will come, where it is on a socket, and ends the wait. Thread-safe. */
    synchronized void hangUp() {
        if (!ended) {
            control.stopReading();
            client.hangUp();
        }
    }

    /** Lets go of the client's connection, and tells the other process the exit status of a session that was held. */
    synchronized void end(OptionalInt status) {
        if (ended) {
            return;
        }
        ended = true;
        ticket.close();
        client.close();
        if (status.isPresent()) {
            buffer.put((byte) status.getAsInt());
            int _ = control.write(buffer, 1);
        }
        control.close();
        buffer.close();
    }
}
