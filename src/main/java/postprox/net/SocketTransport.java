package postprox.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A stream socket, TCP or Unix.
 *
 * @param shared whether another process may have it open too, so that closing ours alone would say nothing to the peer
 */
record SocketTransport(SocketChannel channel, boolean shared) implements Transport {
    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(into);
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    /** A shut-down input reads as ended, and unlike a closed socket can still carry a last reply. */
    @Override
    public void stopReading() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (shared && channel.isOpen()) {
                channel.shutdownOutput();
            }
        }
    }
}
