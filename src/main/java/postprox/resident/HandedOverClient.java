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
 * An SMTP client's connection that a native client has handed over, and the control connection to that native client. For
 * platform threads, since waiting blocks in system calls.
 *
 * <p>The session thread makes, claims, uses and ends a handover. Other threads may call {@link #stopReading} and
 * {@link #hangUp}, which end the session thread's waits. Only {@link #end} closes descriptors, when no thread uses them any
 * more: the number of a closed descriptor can belong to another session at once.
 */
final class HandedOverClient {
    private static final int BUFFER_BYTES = 16 * 1024;

    /** The reason why a wait ended. */
    enum Ready {
        /** The time was over. */
        NOTHING,
        /** The SMTP client has sent bytes or closed its connection. */
        CLIENT,
        /** The native client has sent a message or has ended, or another thread has ended the wait. */
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

    HandedOverClient(Ticket ticket, PeerEnd.Socket control, PeerEnd client, List<String> environment) {
        this.ticket = ticket;
        this.control = control;
        this.client = client;
        this.environment = environment;
    }

    /**
     * Takes the session, unless the native client serves it by itself.
     *
     * @return whether this process has the session; if not, it must not touch the connection
     */
    boolean claim() {
        return ticket.take();
    }

    /** The environment of the native client as {@code NAME=value} lines, one byte a character. */
    List<String> environment() {
        return environment;
    }

    /** Whether the SMTP client is connected by a socket, and not by pipes. */
    boolean isSocket() {
        return client instanceof PeerEnd.Socket;
    }

    /** The SMTP client's address and port; empty for a pipe or a Unix socket. */
    Optional<InetSocketAddress> peer() {
        return client.address();
    }

    /** The address and port to which the SMTP client has connected; empty for a pipe or a Unix socket. */
    Optional<InetSocketAddress> ownEnd() {
        return client.ownAddress();
    }

    /**
     * Waits for the SMTP client or the control connection. If both are ready, returns {@link Ready#CONTROL}.
     *
     * @param millis the longest wait in milliseconds; -1 for no limit
     */
    Ready await(int millis) throws IOException {
        return await(client.input(), millis);
    }

    /** Looks at the control connection alone, without waiting. */
    Ready lookAtControl() throws IOException {
        return await(PollSet.NONE, 0);
    }

    private Ready await(int input, int millis) throws IOException {
        set.put(0, input, PollSet.READABLE);
        set.put(1, control.input(), PollSet.READABLE);
        set.poll(buffer, millis);
        return set.isReady(1) ? Ready.CONTROL : set.isReady(0) ? Ready.CLIENT : Ready.NOTHING;
    }

    /** Receives a message from the control connection. Returns false if the connection has ended. */
    boolean takeMessage() {
        return control.read(buffer, 1) > 0;
    }

    /** Reads bytes from the SMTP client. Returns their number, -1 at the end, 0 if there are none after all. */
    int read(ByteBuffer into) throws IOException {
        int count = client.read(buffer, Math.min(into.remaining(), buffer.size()));
        if (count > 0) {
            buffer.copyTo(into, count);
        }
        return count == 0 ? -1 : buffer.count("read", count);
    }

    /** Writes as many bytes to the SMTP client as is possible without waiting. Returns their number, which may be 0. */
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
     * Waits until bytes can be written to the SMTP client.
     *
     * @param millis the longest wait in milliseconds
     * @throws IOException if the native client has ended
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

    /** Ends the present wait in {@link #await} and all later ones, with {@link Ready#CONTROL}. Thread-safe. */
    synchronized void stopReading() {
        if (!ended) {
            control.stopReading();
        }
    }

    /** Ends all waits and, if the SMTP client is on a socket, tells it that no more bytes will come. Thread-safe. */
    synchronized void hangUp() {
        if (!ended) {
            control.stopReading();
            client.hangUp();
        }
    }

    /**
     * Closes all descriptors, once.
     *
     * @param status the exit status for the native client; empty if this process did not serve the session
     */
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
