package postprox.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import postprox.net.ChannelWire;
import postprox.net.Wire;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Asks a process at its control socket. What it answers is not to be believed: another process may have made the socket. */
public final class Asking {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES = 4 << 20;

    private Asking() {}

    /**
     * Asks.
     *
     * @return the answer: a line that should have a JSON object
     * @throws IOException if no process listens there, or if it does not answer in time
     */
    public static String ask(Path socket, String question, Watchdog watchdog) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            connect(channel, socket);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        try (Wire wire = ChannelWire.over(channel, watchdog)) {
            wire.timeouts(PATIENCE, Deadline.after(Ticker.SYSTEM, PATIENCE));
            byte[] asked = Protocol.question(question);
            wire.write(asked, 0, asked.length);
            return read(wire);
        }
    }

    /**
     * Connects without waiting: a process that takes no connection from its full queue would have us wait for ever.
     *
     * @throws java.net.ConnectException if no process listens there
     */
    static void connect(SocketChannel channel, Path socket) throws IOException {
        channel.configureBlocking(false);
        boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
        channel.configureBlocking(true);
    }

    private static String read(Wire wire) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = wire.read(block, 0, block.length); count >= 0; count = wire.read(block, 0, block.length)) {
            answer.write(block, 0, count);
            if (answer.size() > ANSWER_BYTES) {
                throw new IOException("its answer does not end");
            }
        }
        if (answer.size() == 0) {
            throw new IOException("it closed the connection without an answer");
        }
        return answer.toString(StandardCharsets.UTF_8);
    }
}
