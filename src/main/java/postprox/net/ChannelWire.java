package postprox.net;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A wire over a {@link Transport}. The watchdog's thread ends each wait whose time is over. It ends a read by stopping the
 * input alone, so that the session can still tell the peer why, and a write by closing the transport.
 */
public final class ChannelWire implements Wire, Watchdog.Watched {
    private static final long NOT_WAITING = Long.MAX_VALUE;

    /** So many reads need not wait before others go on. */
    private static final int READS_AT_ONCE = 16;

    private final Transport transport;
    private final Watchdog watchdog;
    private final String peer;
    private final Optional<Link> link;
    private final boolean accepted;
    private final Runnable whenClosed;
    private Duration perOperation = Duration.ofMinutes(5);
    private Deadline deadline = Deadline.never(Ticker.SYSTEM);
    private int reads;

    // The session thread writes these around each wait, and the watchdog's thread reads them.
    private volatile long readExpiry = NOT_WAITING;
    private volatile long writeExpiry = NOT_WAITING;

    // The thread that ends a wait (the watchdog's, or the caller of interrupt()) writes this before it does so.
    // The session thread reads it after its wait has ended, and writes it itself if it never waits.
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

    /** Makes a wire over the socket of a client that has connected to a {@link Listener}. */
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
     * Makes a wire over a socket that postprox has connected to a server.
     *
     * @param peer       the server's name, for the log
     * @param whenClosed runs when the wire is closed
     */
    static ChannelWire over(SocketChannel channel, Watchdog watchdog, String peer, Runnable whenClosed) {
        return new ChannelWire(
                new SocketTransport(channel, false), watchdog, peer, Optional.empty(), false, whenClosed);
    }

    /**
     * Makes a wire over the socket that is the process's standard input. Other processes may have that socket open too: the
     * parent, and a resident process that did not take the session in time.
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
     * Makes a wire over another transport.
     *
     * @param peer the client's name, for the log
     * @param link the client's TCP connection, if it has one
     */
    public static ChannelWire over(Transport transport, String peer, Optional<Link> link, Watchdog watchdog) {
        return new ChannelWire(transport, watchdog, peer, link, false, ChannelWire::nothing);
    }

    /** Makes a wire over standard input and output. */
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
    public void giveWay() throws WireException {
        reads++;
        if (reads % READS_AT_ONCE == 0) {
            // Thread.yield() is not enough: a carrier looks for threads that others have woken only when it has no
            // other one left.
            LockSupport.parkNanos(1);
        }
        if (deadline.isOver()) {
            stop(WireException.Cause.TIMEOUT);
            throw broken("the deadline is over");
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
    public void acknowledge() {
        try {
            transport.acknowledge();
        } catch (IOException e) {
            // It only saves time. What has arrived can be read all the same, and reading tells of a broken connection.
        }
    }

    @Override
    public void endOutput() throws WireException {
        try {
            transport.endOutput();
        } catch (IOException e) {
            throw broken(reason(e));
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
        return accepted ? link.map(tcp -> tcp.client().getAddress()) : Optional.empty();
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

    /** Ends the wait if its time is over. The watchdog's thread calls this method. */
    @Override
    public void check(long now) {
        if (isOver(writeExpiry, now)) {
            note(WireException.Cause.TIMEOUT);
            closeTransport();
        } else if (isOver(readExpiry, now)) {
            stop(WireException.Cause.TIMEOUT);
        }
    }

    private void stop(WireException.Cause cause) {
        note(cause);
        try {
            transport.stopReading();
        } catch (IOException e) {
            closeTransport();
        }
    }

    /** Notes why waiting ends. The first cause counts: a wire that was interrupted is not late, whenever that is noticed. */
    private synchronized void note(WireException.Cause cause) {
        if (stopped.isEmpty()) {
            stopped = Optional.of(cause);
        }
    }

    private void closeTransport() {
        try {
            transport.close();
        } catch (IOException e) {
            // The descriptor is closed even if close(2) fails, so there is nothing left to do.
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
