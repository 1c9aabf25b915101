package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.time.Ticker;
import postprox.time.Watchdog;

class SamePlaceTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:10025, 10025",
        "localhost:10025, 127.0.0.1:10025",
        "localhost:10025, localhost:10025",
        "127.0.0.1:10025, 0.0.0.0:10025",
        "127.0.0.5:10025, 0.0.0.0:10025",
        "127.0.0.1:10025, [::]:10025",
        "[::1]:10025, [::]:10025",
        "[::ffff:127.0.0.1]:10025, 127.0.0.1:10025",
        "[0:0:0:0:0:0:0:1]:10025, [::1]:10025",
        "0.0.0.0:10025, 127.0.0.1:10025",
        "[::]:10025, [::1]:10025",
        "127.1:10025, 127.0.0.1:10025",
        "inet:127.0.0.1:10025, inet:10025",
        "localhost, 25",
    })
    void anotherSpellingOfThePlaceWhereWeListenLeadsThere(String nextHop, String listen) {
        assertThat(leadsTo(nextHop, listen)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:10026, 10025",
        "127.0.0.1:10025, 0",
        "127.0.0.2:10025, 127.0.0.1:10025",
        "[::1]:10025, 127.0.0.1:10025",
        "[::1]:10025, 0.0.0.0:10025",
        "192.0.2.1:10025, 0.0.0.0:10025",
        "unix:/run/a, 10025",
        "127.0.0.1:10025, unix:/run/a",
        "unix:/run/a, unix:/run/b",
        "unix:/run/a, unix:/tmp/a",
    })
    void anotherPlaceDoesNot(String nextHop, String listen) {
        assertThat(leadsTo(nextHop, listen)).isFalse();
    }

    @Test
    void anAddressOfThisMachineLeadsToASocketOnAllOfThem() throws IOException {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .findAny();
        assertThat(own).isPresent();

        assertThat(leadsTo(own.get().getHostAddress() + ":10025", "0.0.0.0:10025"))
                .isTrue();
    }

    @Test
    void aSocketThatIsBoundIsKnownByItsAddress() throws IOException {
        try (Listener listener =
                Listener.bind(Endpoint.parseListen("0"), new Watchdog(Ticker.SYSTEM, Runnable::run, e -> {}))) {
            assertThat(listener.isReachedFrom(Endpoint.parseNextHop("localhost:" + listener.port())))
                    .isTrue();
            assertThat(listener.isReachedFrom(Endpoint.parseNextHop("127.0.0.2:" + listener.port())))
                    .isFalse();
        }
    }

    @Test
    void detoursToAUnixSocketLeadThere(@TempDir Path directory) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory);
        Path detour = directory.resolve("..").resolve(directory.getFileName()).resolve("s");

        assertThat(leadsTo("unix:" + link.resolve("s"), "unix:" + directory.resolve("s")))
                .as("not there yet")
                .isTrue();
        assertThat(leadsTo("unix:" + detour, "unix:" + directory.resolve("s"))).isTrue();

        Files.createFile(directory.resolve("s"));
        Files.createSymbolicLink(directory.resolve("t"), Path.of("s"));
        assertThat(leadsTo("unix:" + directory.resolve("t"), "unix:" + directory.resolve("s")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "localhost:25, true",
        "[::1], true",
        "0.0.0.0, true",
        "127.0.0.1:10026, false",
        "192.0.2.1, false",
        "unix:/run/smtp, false",
    })
    void port25OfThisMachineIsTheFrontDoor(String nextHop, boolean is) {
        assertThat(SamePlace.isFrontDoor(Endpoint.parseNextHop(nextHop))).isEqualTo(is);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:40000, 127.0.0.1:25, true",
        "[::1]:40000, [::1]:25, true",
        "192.0.2.1:40000, 192.0.2.1:25, true",
        "192.0.2.1:40000, 192.0.2.2:25, false",
        "127.0.0.1:40000, 127.0.0.1:10026, false",
    })
    void aConnectionToItIsKnownByItsTwoEnds(String from, String to, boolean is) throws IOException {
        assertThat(new Link(address(from), address(to)).isToFrontDoor()).isEqualTo(is);
    }

    private static InetSocketAddress address(String text) throws IOException {
        return (InetSocketAddress) Endpoint.parseNextHop(text).addresses()[0];
    }

    private static boolean leadsTo(String nextHop, String listen) {
        return SamePlace.leadsTo(Endpoint.parseNextHop(nextHop), Endpoint.parseListen(listen));
    }
}
