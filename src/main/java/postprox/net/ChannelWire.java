package postprox.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A wire over channels. The {@link Watchdog} ends waits whose time is over: a read by stopping input alone, so that the
 * peer can still be told why, a write by closing.
 */
public final class ChannelWire implements Wire, Watchdog.Watched {
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final Transport transport;
    private final Watchdog watchdog;
    private final String peer;
    private final Optional<Link> link;
    private final boolean accepted;
    private final Runnable whenClosed;
    private Duration perOperation = Duration.ofMinutes(5);
    private Deadline deadline = Deadline.never(Ticker.SYSTEM);

    // Written by the session's thread around each wait, read by the watchdog.
    private volatile long readExpiry = NOT_WAITING;
    private volatile long writeExpiry = NOT_WAITING;

    // Written by whoever ends a wait, read by the session's thread when it finds that one has ended.
    private volatile Optional<WireException.Cause> stopped = Optional.empty();

    private ChannelWire(
            Transport transport,
            Watchdog watchdog,
            String peer,
            Optional<Link> link,
            boolean accepted,
            Runnable whenClosed) {
        this.transport = transport;
        this.watchdog = watchdog;
        this.peer = peer;
        this.link = link;
        this.accepted = accepted;
        this.whenClosed = whenClosed;
        watchdog.watch(this);
    }

    /** A wire over the socket of a client that has connected to us. */
    public static ChannelWire over(SocketChannel channel, Watchdog watchdog) {
        return new ChannelWire(
                new SocketTransport(channel, false),
                watchdog,
                Endpoint.describePeer(channel),
                Link.ofClient(channel),
                true,
                ChannelWire::nothing);
    }

    /**
     * A wire over a socket that we have connected.
     *
     * @param peer       who is at the other end, for the log
     * @param whenClosed what is to be done when it is closed
     */
    static ChannelWire over(SocketChannel channel, Watchdog watchdog, String peer, Runnable whenClosed) {
        return new ChannelWire(
                new SocketTransport(channel, false), watchdog, peer, Optional.empty(), false, whenClosed);
    }

    /**
     * The same for the socket that was our standard input: whoever started us may have it open, and so may a resident
     * process that did not take the session in time.
     */
    public static ChannelWire overInherited(SocketChannel channel, Watchdog watchdog) {
        return new ChannelWire(
                new SocketTransport(channel, true),
                watchdog,
                Endpoint.describePeer(channel),
                Link.ofClient(channel),
                false,
                ChannelWire::nothing);
    }

    /**
     * A wire over another transport.
     *
     * @param peer who is at the other end, for the log
     * @param link its connection, where it comes over a network
     */
    public static ChannelWire over(Transport transport, String peer, Optional<Link> link, Watchdog watchdog) {
        return new ChannelWire(transport, watchdog, peer, link, false, ChannelWire::nothing);
    }

    /** A wire over standard input and output. */
    public static ChannelWire overStandardStreams(Watchdog watchdog) {
        return new ChannelWire(
                PipeTransport.standard(), watchdog, "stdin", Optional.empty(), false, ChannelWire::nothing);
    }

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        this.perOperation = perOperation;
        this.deadline = deadline;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        readExpiry = expiry();
        try {
            int count = transport.read(ByteBuffer.wrap(buffer, offset, length));
            if (count < 0 && stopped.isPresent()) {
                throw broken("reading stopped");
            }
            return count;
        } catch (WireException e) {
            throw e;
        } catch (IOException e) {
            throw broken(reason(e));
        } finally {
            readExpiry = NOT_WAITING;
        }
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) throws WireException {
        try {
            return transport.readNow(ByteBuffer.wrap(buffer, offset, length));
        } catch (IOException e) {
            throw broken(reason(e));
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        writeExpiry = expiry();
        try {
            while (bytes.hasRemaining()) {
                int _ = transport.write(bytes);
            }
        } catch (IOException e) {
            throw broken(reason(e));
        } finally {
            writeExpiry = NOT_WAITING;
        }
    }

    @Override
    public void interrupt() {
        stop(WireException.Cause.INTERRUPTED);
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Optional<InetAddress> address() {
        return accepted ? link.map(it -> it.client().getAddress()) : Optional.empty();
    }

    @Override
    public Optional<Link> link() {
        return link;
    }

    @Override
    public void close() {
        watchdog.forget(this);
        closeTransport();
        whenClosed.run();
    }

    /** Ends the wait whose time is over, if there is one. */
    @Override
    public void check(long now) {
        if (isOver(writeExpiry, now)) {
            stopped = Optional.of(WireException.Cause.TIMEOUT);
            closeTransport();
        } else if (isOver(readExpiry, now)) {
            stop(WireException.Cause.TIMEOUT);
        }
    }

    private void stop(WireException.Cause cause) {
        stopped = Optional.of(cause);
        try {
            transport.stopReading();
        } catch (IOException e) {
            closeTransport();
        }
    }

    private void closeTransport() {
        try {
            transport.close();
        } catch (IOException e) {
            // A socket that fails to close is closed all the same (close(2)): there is nothing left to do.
        }
    }

    private long expiry() {
        return System.nanoTime() + deadline.remainingAtMost(perOperation).toNanos();
    }

    private WireException broken(String reason) {
        WireException.Cause cause = stopped.orElse(WireException.Cause.CLOSED);
        return new WireException(
                cause,
                switch (cause) {
                    case CLOSED -> reason;
                    case TIMEOUT -> "timed out";
                    case INTERRUPTED -> "interrupted";
                });
    }

    private static void nothing() {}

    private static boolean isOver(long expiry, long now) {
        return expiry != NOT_WAITING && expiry - now <= 0;
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? "the connection was closed" : message;
    }
}
