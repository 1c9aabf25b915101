package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.net.ServiceDialer.NotConnected;
import postprox.testkit.Ports;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** How a filter's service is reached, and why it is not. */
class ServiceDialerTest {
    @TempDir
    private Path directory;

    private final ServiceDialer dialer = TestWatchdog.dialer();

    @Test
    void aPortThatNobodyListensOnRefuses() {
        Endpoint closed = new Endpoint.Tcp("127.0.0.1", Ports.free());

        assertThat(failure(() -> dialer.dial(closed, seconds(20)))).isEqualTo(NotConnected.Why.REFUSED);
    }

    @Test
    void aSocketThatDoesNotExistRefuses() {
        Endpoint missing = new Endpoint.Unix(directory.resolve("clamd.ctl"));

        assertThat(failure(() -> dialer.dial(missing, seconds(20)))).isEqualTo(NotConnected.Why.REFUSED);
    }

    @Test
    void aServerThatAcceptsNoConnectionIsSilent() throws IOException {
        Path path = directory.resolve("full");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path), 1);
            List<Wire> waiting = new ArrayList<>();
            NotConnected.Why why = failure(() -> {
                while (true) {
                    waiting.add(dialer.dial(
                            new Endpoint.Unix(path), Deadline.after(Ticker.SYSTEM, Duration.ofMillis(400))));
                }
            });
            waiting.forEach(Wire::close);

            assertThat(why).isEqualTo(NotConnected.Why.SILENT);
            assertThat(waiting).isNotEmpty();
        }
    }

    /** localhost may mean ::1 first, where a service often does not listen. */
    @Test
    void eachAddressOfAHostIsTried() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Wire wire = dialer.dial(new Endpoint.Tcp("localhost", server.getLocalPort()), seconds(20));
            assertThat(wire.peer()).isEqualTo("localhost:" + server.getLocalPort());
            wire.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/run/clamav/clamd.ctl, unix:/run/clamav/clamd.ctl",
        "unix:/run/clamav/clamd.ctl, unix:/run/clamav/clamd.ctl",
        "127.0.0.1:3311, 127.0.0.1:3311",
        "inet:127.0.0.1:3311, 127.0.0.1:3311",
        "[::1]:3311, [::1]:3311",
        "[::1], [::1]:3310",
        "scanner.example.org, scanner.example.org:3310"
    })
    void aPlaceIsWrittenInTheseForms(String text, String place) {
        assertThat(Endpoint.parseService(text, 3310)).hasToString(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3310", "::1", "127.0.0.1:", "127.0.0.1:99999", ":3310", "unix:", "inet:3310", ""})
    void aPlaceThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Endpoint.parseService(text, 3310)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServiceWithoutAUsualPortNeedsOne() {
        assertThatThrownBy(() -> Endpoint.parseService("scanner.example.org", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HOST:PORT");
    }

    private static Deadline seconds(int seconds) {
        return Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(seconds));
    }

    private static NotConnected.Why failure(ThrowingCallable dialling) {
        try {
            dialling.call();
        } catch (NotConnected e) {
            return e.why();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("connected");
    }
}
