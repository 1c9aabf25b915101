package postprox.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import postprox.smtp.ByteSink;
import postprox.smtp.ByteSource;
import postprox.time.Deadline;

/**
 * A connection to one peer. Every wait on it has an end: each read and each write has a time of its own, and all of them
 * have one deadline. Used by one thread, but for {@link #interrupt} and {@link #close}.
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
     * Reads what is here without waiting.
     *
     * @return how many bytes; 0 where nothing is here; -1 where the peer has closed its side for good. A wire that cannot
     *     tell says 0.
     */
    int readNow(byte[] buffer, int offset, int length) throws WireException;

    @Override
    void write(byte[] buffer, int offset, int length) throws WireException;

    /** Ends the read that waits now, and every later one, with {@link WireException.Cause#INTERRUPTED}. Thread-safe. */
    void interrupt();

    /** Who is at the other end, for the log. */
    String peer();

    /** The network address of a peer that has connected to us over TCP. */
    default Optional<InetAddress> address() {
        return Optional.empty();
    }

    /** The connection of a client on a network. */
    default Optional<Link> link() {
        return Optional.empty();
    }

    /** Closes the connection. Thread-safe; a second call does nothing. */
    @Override
    void close();
}
