package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org, 25", // the original's default
        "mx.example.org:2525, mx.example.org, 2525",
        "192.0.2.1, 192.0.2.1, 25",
        "192.0.2.1:65535, 192.0.2.1, 65535",
        "[2001:db8::1], 2001:db8::1, 25",
        "[2001:db8::1]:10026, 2001:db8::1, 10026",
        "[::1]:1, ::1, 1",
        "unix, unix, 25", // a host of this name
        "mx:010, mx, 10",
        "inet:mx.example.org:2525, mx.example.org, 2525", // as in smtpd_proxy_filter
        "inet:[::1]:25, ::1, 25",
        "inet:10026, 127.0.0.1, 10026", // \"the local machine is assumed\" (postconf(5), smtpd_proxy_filter)
    })
    void nextHopIsAHostWithOrWithoutAPort(String text, String host, int port) {
        assertThat(Endpoint.parseNextHop(text)).isEqualTo(new Endpoint.Tcp(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "10025, 127.0.0.1, 10025", // the original's default
        "0.0.0.0:10025, 0.0.0.0, 10025",
        "[::]:25, ::, 25",
        "[::1]:10025, ::1, 10025",
        "localhost:10025, localhost, 10025",
        "0, 127.0.0.1, 0", // any free port
        "127.0.0.1:0, 127.0.0.1, 0",
        "inet:127.0.0.1:10025, 127.0.0.1, 10025",
        "inet:[::1]:10025, ::1, 10025",
        "inet:10025, 127.0.0.1, 10025",
    })
    void placeToListenIsAPortWithOrWithoutAnAddress(String text, String host, int port) {
        assertThat(Endpoint.parseListen(text)).isEqualTo(new Endpoint.Tcp(host, port));
    }

    @Test
    void bothCanBeUnixSockets() {
        Endpoint socket = new Endpoint.Unix(Path.of("/run/a:b.sock"));
        assertThat(Endpoint.parseNextHop("unix:/run/a:b.sock")).isEqualTo(socket);
        assertThat(Endpoint.parseListen("unix:/run/a:b.sock")).isEqualTo(socket);
        assertThat(Endpoint.parseNextHop("unix:private/smtp")).isEqualTo(new Endpoint.Unix(Path.of("private/smtp")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":25",
                "[]:25",
                "[::1",
                "::1]",
                "::1",
                "2001:db8::1:25",
                "a:b:c",
                "mx:",
                "mx:0",
                "mx:65536",
                "mx:-1",
                "mx:+25",
                "mx:smtp",
                "mx: 25",
                "mx:25 ",
                "mx:99999999999",
                "[::1]x:25",
                "x[::1]:25",
                "[::1]25",
                "[::1]:",
                "unix:",
                "inet:",
                "inet:mx",
                "inet:[::1]",
                "inet:::1",
                "inet:mx:smtp",
                "inet::25",
                "inet:mx:0"
            })
    void whatIsNoNextHopIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parseNextHop(text))
                .withMessageStartingWith("'" + text + "': ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                ":25",
                "127.0.0.1:",
                "127.0.0.1",
                "[::1]",
                "::1",
                "65536",
                "-1",
                "+1",
                "unix:",
                "1:2:3",
                "inet:",
                "inet:x",
                "inet:127.0.0.1:"
            })
    void whatIsNoPlaceToListenIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parseListen(text))
                .withMessageStartingWith("'" + text + "': ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the host is missing, as in 127.0.0.1:10026",
                ":25 | the host is missing, as in 127.0.0.1:10026",
                "inet::25 | the host is missing, as in 127.0.0.1:10026",
                "[]:25 | the host is missing, as in 127.0.0.1:10026",
                "mx: | the port is missing behind the colon, as in 127.0.0.1:10026",
                "[::1]: | the port is missing behind the colon, as in 127.0.0.1:10026",
                "inet:mx: | the port is missing behind the colon, as in 127.0.0.1:10026",
                "mx:0 | '0' is no port; a port is a number from 1 to 65535",
                "inet:70000 | '70000' is no port; a port is a number from 1 to 65535",
                "mx:smtp | 'smtp' is no port; a port is a number from 1 to 65535",
                "inet: | inet: needs HOST:PORT, such as inet:127.0.0.1:10026",
                "inet:mx | inet: needs HOST:PORT, such as inet:127.0.0.1:10026",
                "inet:[::1] | inet: needs HOST:PORT, such as inet:127.0.0.1:10026",
                "unix: | unix: needs a path, such as unix:/run/smtp.socket",
                "::1 | write an IPv6 address in brackets, as in [::1]:10026",
                "inet:::1 | write an IPv6 address in brackets, as in [::1]:10026",
                "[::1 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
                "[::1:25 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
                "::1]:25 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
                "[::1]25 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
                "x[::1]:25 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
                "smtp:[127.0.0.1]:10026 | leave the transport 'smtp:' out, as in [127.0.0.1]:10026",
                "relay:[mx.example.org] | leave the transport 'relay:' out, as in [mx.example.org]",
                "smtp:mx.example.org:25 | leave the transport 'smtp:' out, as in mx.example.org:25",
                "inet:[::1 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
            })
    void whatIsWrongWithANextHopIsSaidWithWhatToWrite(String text, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parseNextHop(text))
                .withMessage("'" + text + "': " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025",
                "x | this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025",
                "127.0.0.1 | this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025",
                "[::1] | this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025",
                "-1 | this is no port; write PORT or IP:PORT, such as 127.0.0.1:10025",
                "127.0.0.1: | the port is missing behind the colon, as in 127.0.0.1:10026",
                "65536 | '65536' is no port; a port is a number from 0 to 65535",
                "inet:x | inet: needs HOST:PORT, such as inet:127.0.0.1:10026",
                "unix: | unix: needs a path, such as unix:/run/smtp.socket",
                "[::1 | a bracket is missing or out of place; write an IPv6 address as in [::1]:10026",
            })
    void whatIsWrongWithAPlaceToListenIsSaidWithWhatToWrite(String text, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parseListen(text))
                .withMessage("'" + text + "': " + complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.example.org:25", "192.0.2.1:10026", "[::1]:25", "unix:/run/smtp"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Endpoint.parseNextHop(text)).hasToString(text);
        assertThat(Endpoint.parseListen(text)).hasToString(text);
    }

    @Test
    void addressesAreThoseToConnectTo() throws IOException {
        assertThat(Endpoint.parseNextHop("127.0.0.1:26").addresses())
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 26));
        assertThat(Endpoint.parseNextHop("[::1]:26").addresses())
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("::1"), 26));
        assertThat(Endpoint.parseNextHop("unix:/run/x").addresses())
                .containsExactly(UnixDomainSocketAddress.of("/run/x"));
    }
}
