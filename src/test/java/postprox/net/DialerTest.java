package postprox.net;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class DialerTest {
    /** On a platform thread, as in stdio mode, where the wait is the kernel's and nobody else would end it. */
    @Test
    void aUnixSocketWhoseQueueIsFullHoldsNobodyUpForLongerThanTheTimeout(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("full");
        SocketAddress address = UnixDomainSocketAddress.of(path);
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            // Linux takes one more than the backlog.
            for (int i = 0; i < 2; i++) {
                waiting.add(SocketChannel.open(address));
            }
            Dialer dialer = Dialer.to(new Endpoint.Unix(path), Watchdog.start(e -> {}));

            assertThatThrownBy(() -> dialer.dial(Duration.ofMillis(300)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("timed out");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }
}
