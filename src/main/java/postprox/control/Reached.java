package postprox.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * Connects to a control socket in limited time. The kernel lets who connects wait where a process takes no more connections for now, and
 * a process that is stopped, or means harm, never takes one.
 */
final class Reached {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private Reached() {}

    /**
     * Connects.
     *
     * @param patience how long to try again, if the process takes no more connections
     * @throws ConnectException if no process listens there
     * @throws IOException      if the process takes no more connections, or the system refuses
     */
    static SocketChannel at(Path socket, Duration patience) throws IOException {
        Deadline deadline = Deadline.after(Ticker.SYSTEM, patience);
        Optional<SocketChannel> channel = connect(socket);
        while (channel.isEmpty()) {
            if (deadline.isOver()) {
                throw new IOException("it takes no more connections");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
            channel = connect(socket);
        }
        SelectableChannel _ = channel.get().configureBlocking(true);
        return channel.get();
    }

    /** Connects without a wait; empty if that is not possible now. */
    private static Optional<SocketChannel> connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isConnected = false;
        try {
            SelectableChannel _ = channel.configureBlocking(false);
            isConnected = channel.connect(UnixDomainSocketAddress.of(socket));
            return isConnected ? Optional.of(channel) : Optional.empty();
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException e) {
            if (!ControlPlace.isSocket(socket)) {
                ConnectException gone = new ConnectException(e.getMessage());
                Throwable _ = gone.initCause(e);
                throw gone;
            }
            // The kernel has two reasons to refuse a socket that is there. Java tells them apart by words alone.
            if (Files.isWritable(socket)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            if (!isConnected) {
                channel.close();
            }
        }
    }
}
