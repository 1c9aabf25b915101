package postprox.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import postprox.smtp.InputBuffer;
import postprox.smtp.Reply;
import postprox.smtp.ReplyReader;
import postprox.time.Deadline;

/** Asks a server for its greeting alone, and says QUIT. */
final class Probe implements Dialer.Greeting {
    /** A server may ask name servers before it greets. */
    static final Duration TIME = Duration.ofSeconds(20);

    private static final byte[] QUIT = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Reply await(Wire wire, Deadline limit) throws IOException {
        try (wire) {
            wire.timeouts(TIME, limit);
            Reply greeting = ReplyReader.read(new InputBuffer(wire));
            sayGoodbye(wire);
            return greeting;
        }
    }

    private static void sayGoodbye(Wire wire) {
        try {
            wire.write(QUIT, 0, QUIT.length);
        } catch (WireException e) {
            // A server that refuses may have hung up.
        }
    }
}
