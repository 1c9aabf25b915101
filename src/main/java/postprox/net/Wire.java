package postprox.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import postprox.smtp.ByteSink;
import postprox.smtp.ByteSource;
import postprox.time.Deadline;

/**
 * A connection to one peer. Each read and each write has a time limit, and all of them together have a deadline. One thread
 * uses a wire, or one reads ({@link #read} alone) while another one writes; other threads may call {@link #interrupt} and
 * {@link #close}.
 */
public interface Wire extends ByteSource, ByteSink, AutoCloseable {
    /**
     * How long to wait from now on.
     *
     * @param perOperation for a single read or write
     * @param deadline     until when all of them must be done
     */
    void timeouts(Duration perOperation, Deadline deadline);

    /**
     * {@inheritDoc}
     *
     * @throws WireException where the connection broke, a timeout or the deadline is over, or {@link #interrupt} was called
     */
    @Override
    int read(byte[] buffer, int offset, int length) throws WireException;

    /**
     * Reads the bytes that have arrived, without waiting.
     *
     * @return the number of bytes; 0 if none has arrived, and always for a wire that cannot tell; -1 if the peer has closed
     *     its side
     */
    int readNow(byte[] buffer, int offset, int length) throws WireException;

    /**
     * Lets other threads go on from time to time, and fails if the deadline is over. A peer that floods this process leaves {@link #read}
     * nothing to wait for, so that no wait ends, and its thread keeps its carrier from all others.
     *
     * @throws WireException if the deadline is over
     */
    default void giveWay() throws WireException {
        // A wire that cannot be flooded need not.
    }

    @Override
    void write(byte[] buffer, int offset, int length) throws WireException;

    /**
     * Ends the own side of the conversation: behind what was written, the peer finds the end of its input. Reading goes on. For a
     * connection to a server; a client's wire may be unable to, and then fails as if the client had closed.
     */
    void endOutput() throws WireException;

    /**
     * Acknowledges what has come, without the usual wait for bytes to send that could carry the acknowledgement. A peer that writes an
     * answer in pieces may hold the next piece back until then: Nagle's algorithm (RFC 1122, section 4.2.3.4) waits for an
     * acknowledgement that Linux delays by 40 ms. Does nothing where there is no such thing, and never fails.
     */
    default void acknowledge() {}

    /** Ends the current read and each later one with {@link WireException.Cause#INTERRUPTED}. Thread-safe. */
    void interrupt();

    /** The peer's name, for the log. */
    String peer();

    /** The network address of a client that has connected to a TCP listener; empty for any other peer. */
    default Optional<InetAddress> address() {
        return Optional.empty();
    }

    /** The TCP connection of a client; empty for a client on a Unix socket or on pipes, and for a server. */
    default Optional<Link> link() {
        return Optional.empty();
    }

    /** Closes the connection. Thread-safe; a second call does nothing. */
    @Override
    void close();
}
