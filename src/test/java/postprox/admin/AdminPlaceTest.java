package postprox.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.admin.AdminServer.Served;
import postprox.admin.Page.Access;
import postprox.net.Endpoint;
import postprox.testkit.TestWatchdog;
import postprox.world.Tools;

/** The place of the page: a process may try for days to get it, and at a Unix socket nobody comes in by another way. */
class AdminPlaceTest {
    private static final int TRIES = 200;
    private static final String SECRET = "secret page";
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    @TempDir
    private Path directory;

    private static AdminServer open(Endpoint place) throws IOException {
        return AdminServer.open(
                place,
                new Gate(List.of(), Optional.empty()),
                Map.of(
                        "/",
                        new Served(answer -> answer.text(200, SECRET), Access.GUARDED),
                        "/events",
                        new Served(new Events(() -> "{}".getBytes(StandardCharsets.US_ASCII)), Access.GUARDED)),
                TestWatchdog.running(),
                Throwable::printStackTrace);
    }

    @Test
    void aPortThatIsTakenCostsNothingHoweverOftenItIsTried() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, Tools.LOOPBACK)) {
            assertThatTriesLeaveNothing(new Endpoint.Tcp("127.0.0.1", taken.getLocalPort()));
        }
    }

    @Test
    void aPathThatIsTakenCostsNothingHoweverOftenItIsTried() throws IOException {
        Path path = directory.resolve("taken");
        try (ServerSocketChannel taken = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var _ = taken.bind(UnixDomainSocketAddress.of(path));
            assertThatTriesLeaveNothing(new Endpoint.Unix(path));
        }
    }

    /** Other tests of this JVM may open some meanwhile, but not as many. */
    private static void assertThatTriesLeaveNothing(Endpoint place) throws IOException {
        long descriptors = descriptors();
        int threads = threads();
        for (int i = 0; i < TRIES; i++) {
            assertThatThrownBy(() -> open(place)).isInstanceOf(IOException.class);
        }
        assertThat(descriptors()).isLessThan(descriptors + TRIES / 2);
        assertThat(threads()).isLessThan(threads + TRIES / 2);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    @Test
    void atAUnixSocketNobodyComesInFromAnotherAddressWithThePortOfAClient() throws IOException {
        Path path = directory.resolve("page");
        try (AdminServer server = open(new Endpoint.Unix(path));
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
                Socket stranger = new Socket()) {
            client.write(ByteBuffer.wrap(
                    "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(client.read(ByteBuffer.allocate(100)))
                    .as("the stream flows")
                    .isPositive();

            stranger.bind(new InetSocketAddress("127.0.0.2", portOfClientOf(server.port())));
            stranger.connect(new InetSocketAddress(Tools.LOOPBACK, server.port()));
            stranger.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(stranger.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain(SECRET);
        }
    }

    /** The port of whoever is connected to a port of this machine, as any user can read it (proc(5), /proc/net/tcp6). */
    private static int portOfClientOf(int port) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/net/tcp6"))) {
            String[] fields = line.strip().split(" +");
            if (fields.length > 3 && fields[3].equals("01") && fields[2].endsWith(":%04X".formatted(port))) {
                return Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
            }
        }
        throw new AssertionError("nobody is connected to " + port);
    }
}
