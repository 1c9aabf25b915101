package postprox.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * A transport over a stream socket, TCP or Unix.
 *
 * @param shared whether another process may have the socket open too. The peer would then not notice the close of this
 *               process's descriptor, so the output is shut down first.
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

    @Override
    public void acknowledge() throws IOException {
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Shuts the input down: a read then finds the end of input. A last reply can still be written, unlike after a close. */
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
