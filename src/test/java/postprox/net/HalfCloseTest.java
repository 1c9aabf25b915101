package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.TestWatchdog;
import postprox.text.WireText;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** postprox ends its side of a conversation, and still hears the other side. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HalfCloseTest {
    @TempDir
    private Path directory;

    private final ServiceDialer dialer = TestWatchdog.dialer();

    @Test
    void aTcpServerFindsTheEndAndIsStillHeard() throws IOException {
        SocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(any)) {
            InetSocketAddress bound = (InetSocketAddress) server.getLocalAddress();
            converse(server, new Endpoint.Tcp("127.0.0.1", bound.getPort()));
        }
    }

    @Test
    void aServerOnAUnixSocketFindsTheEndAndIsStillHeard() throws IOException {
        Path path = directory.resolve("server");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            converse(server, new Endpoint.Unix(path));
        }
    }

    private void converse(ServerSocketChannel server, Endpoint place) throws IOException {
        try (Wire wire = dialer.dial(place, Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(30)));
                SocketChannel peer = server.accept()) {
            wire.write(WireText.bytes("question"), 0, 8);
            wire.endOutput();

            // Reads up to the end of its input.
            byte[] heard = Channels.newInputStream(peer).readAllBytes();
            assertThat(WireText.of(heard, 0, heard.length)).isEqualTo("question");

            assertThat(peer.write(ByteBuffer.wrap(WireText.bytes("answer")))).isEqualTo(6);
            byte[] answer = new byte[10];
            assertThat(WireText.of(answer, 0, wire.read(answer, 0, 10))).isEqualTo("answer");
            assertThatThrownBy(() -> wire.write(answer, 0, 1)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void afterACloseThereIsNothingToEnd() throws IOException {
        SocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(any)) {
            InetSocketAddress bound = (InetSocketAddress) server.getLocalAddress();
            Wire wire = dialer.dial(
                    new Endpoint.Tcp("127.0.0.1", bound.getPort()),
                    Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(30)));
            wire.close();

            assertThatThrownBy(wire::endOutput)
                    .isInstanceOfSatisfying(
                            WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Cause.CLOSED));
        }
    }
}
