package postprox.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import postprox.net.ChannelWire;
import postprox.net.Wire;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Asks a process at its control socket. What it answers is not to be believed: another process may have made the socket. */
public final class Asking {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final int ANSWER_BYTES = 2 << 20;

    private Asking() {}

    /**
     * What a process has said.
     *
     * @param line a line that should have a JSON object
     * @param user the name of the user whose process it is, by the kernel
     */
    public record Heard(String line, String user) {}

    /**
     * Asks.
     *
     * @throws java.net.ConnectException if no process listens there
     * @throws IOException               if it takes no more connections, or does not answer in time
     */
    public static Heard ask(Path socket, String question, Watchdog watchdog) throws IOException {
        return ask(socket, question, Map.of(), PATIENCE, watchdog);
    }

    /**
     * Asks for something that takes time.
     *
     * @param words    further texts of the question by their names
     * @param patience how long to wait for the answer
     * @throws java.net.ConnectException if no process listens there
     * @throws IOException               if it takes no more connections, or does not answer in time
     */
    public static Heard ask(
            Path socket, String question, Map<String, String> words, Duration patience, Watchdog watchdog)
            throws IOException {
        SocketChannel channel = Reached.at(socket, BUSY);
        try (Wire wire = ChannelWire.over(channel, watchdog)) {
            wire.timeouts(patience, Deadline.after(Ticker.SYSTEM, patience));
            byte[] asked = Protocol.question(question, words);
            if (asked.length > Protocol.QUESTION_BYTES) {
                throw new IOException("the question is too long");
            }
            wire.write(asked, 0, asked.length);
            String user =
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
            return new Heard(read(wire), user);
        }
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
