package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.net.Dialer;
import postprox.net.Wire;
import postprox.testkit.RecordingLog;
import postprox.time.Deadline;

/** RFC 2920 section 3.1: a client must not send commands in groups to a server that does not offer PIPELINING. */
final class WriteAheadTest {
    private static final String GROUP = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nRSET\r\nNOOP\r\n";

    @TempDir
    private Path spool;

    @ParameterizedTest
    @ValueSource(strings = {"", "HELO c\r\n", "EHLO c\r\n", "EHLO c\r\nHELO c\r\n"})
    void aNextHopThatDoesNotOfferItHearsOneCommandAtATime(String greeting) throws IOException {
        Counting hop = new Counting(greeting.contains("HELO") ? "PIPELINING" : "DSN");
        assertThat(said(greeting + GROUP, hop)).doesNotContain("451").endsWith("250 last\r\n");
        assertThat(hop.mostAtOnce).isEqualTo(1);
    }

    @Test
    void aNextHopThatOffersItHearsTheGroupAtOnce() throws IOException {
        Counting hop = new Counting("PIPELINING");
        assertThat(said("EHLO c\r\n" + GROUP, hop)).doesNotContain("451").endsWith("250 last\r\n");
        assertThat(hop.mostAtOnce).isEqualTo(4);
    }

    private String said(String commands, Wire hop) throws IOException {
        Dialer dialer = (whole, greeting) -> greeting.await(hop, whole);
        return LoneSession.hold(commands, dialer, List.of(), new Memory(), new RecordingLog(), spool)
                .said();
    }

    /** A next hop that takes everything, and counts the commands that wait for their replies. */
    private static final class Counting implements Wire {
        private final Deque<String> replies = new ArrayDeque<>();
        private final String extension;
        private int mostAtOnce;

        Counting(String extension) {
            this.extension = extension;
            replies.add("220 next.hop");
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            String text = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
            for (String command : text.split("\r\n")) {
                replies.add(command.startsWith("EHLO") ? "250-next.hop\r\n250 " + extension : "250 last");
            }
            mostAtOnce = Math.max(mostAtOnce, replies.size());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            byte[] reply = (replies.remove() + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(reply, 0, buffer, offset, reply.length);
            return reply.length;
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {}

        @Override
        public void endOutput() {}

        @Override
        public void interrupt() {}

        @Override
        public String peer() {
            return "test";
        }

        @Override
        public void close() {}
    }
}
