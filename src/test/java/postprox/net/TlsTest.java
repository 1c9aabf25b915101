package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.net.ServiceDialer.NotConnected;
import postprox.testkit.Certificates;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** Connections over TLS, to a server of the JDK's. */
class TlsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LOOPBACK = "127.0.0.1";

    private final List<ServerSocket> servers = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
    }

    /** What a server does on a connection. */
    @FunctionalInterface
    private interface Script {
        void run(Socket socket) throws IOException, InterruptedException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bytesGoBothWays(String version) throws Exception {
        int port = server(certificate("good", "ip:127.0.0.1"), TlsTest::echo, version);
        byte[] all = new byte[1_000_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) (i * 31);
        }
        try (Wire wire = connect(port, LOOPBACK, "good")) {
            byte[] back = new byte[all.length];
            for (int sent = 0; sent < all.length; sent += 10_000) {
                wire.write(all, sent, 10_000);
                for (int read = 0; read < 10_000; ) {
                    read += wire.read(back, sent + read, 10_000 - read);
                }
            }
            assertThat(back).isEqualTo(all);
            assertThat(wire.readNow(back, 0, 10)).isZero();
        }
    }

    @Test
    void aNameFitsTheCertificateToo() throws Exception {
        int port = server(certificate("named", "dns:scanner.example"), TlsTest::echo);

        try (Wire wire = connect(port, "scanner.example", "named")) {
            assertThat(wire.readNow(new byte[1], 0, 1)).isZero();
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        int port = server(certificate("other", "dns:other.example,ip:127.0.0.2"), TlsTest::echo);

        refused(port, LOOPBACK, "other");
        refused(port, "scanner.example", "other");
    }

    @Test
    void aCertificateThatIsOverIsRefused() throws Exception {
        int port = server(certificate("old", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "5"), TlsTest::echo);

        refused(port, LOOPBACK, "old");
    }

    @Test
    void aCertificateThatNobodyKnownHasSignedIsRefused() throws Exception {
        int port = server(certificate("good", "ip:127.0.0.1"), TlsTest::echo);
        certificate("stranger", "ip:127.0.0.1");

        refused(port, LOOPBACK, "stranger");
        assertThatThrownBy(() -> Tls.ofKnownAuthorities().over(dial(port, LONG), LOOPBACK, port))
                .isInstanceOf(NotConnected.class)
                .hasMessageStartingWith("no TLS: ");
    }

    @Test
    void anOldVersionIsRefused() throws Exception {
        int port = server(certificate("good", "ip:127.0.0.1"), TlsTest::echo, "TLSv1.1");

        refused(port, LOOPBACK, "good");
    }

    @Test
    void aServerThatSpeaksNoTlsIsRefused() throws Exception {
        certificate("good", "ip:127.0.0.1");
        int port = serve(
                listen(),
                socket ->
                        socket.getOutputStream().write("220 mail.example.org\r\n".getBytes(StandardCharsets.US_ASCII)));

        refused(port, LOOPBACK, "good");
    }

    @Test
    void aServerThatClosesInTheHandshakeIsRefused() throws Exception {
        certificate("good", "ip:127.0.0.1");
        int port = serve(
                listen(), socket -> assertThat(socket.getInputStream().read()).isPositive());

        assertThatThrownBy(() -> connect(port, LOOPBACK, "good")).isInstanceOf(IOException.class);
    }

    /** One deadline holds for all of the handshake, however many bytes come. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void silenceAndSlowBytesInTheHandshakeEndAtTheDeadline(boolean isSilent) throws Exception {
        certificate("good", "ip:127.0.0.1");
        int port = serve(listen(), socket -> {
            // The beginning of a long record.
            socket.getOutputStream().write(new byte[] {22, 3, 3, 64, 0});
            while (!isSilent) {
                socket.getOutputStream().write(0);
                Thread.sleep(Duration.ofMillis(50));
            }
            new CountDownLatch(1).await();
        });

        assertThatThrownBy(() -> tls("good").over(dial(port, Duration.ofSeconds(1)), LOOPBACK, port))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Cause.TIMEOUT));
    }

    /** Somebody on the way could cut an answer off. */
    @Test
    void anEndWithoutAFarewellIsNoEnd() throws Exception {
        CountDownLatch isCut = new CountDownLatch(1);
        int plain = server(certificate("good", "ip:127.0.0.1"), socket -> {
            socket.getOutputStream().write("beginning".getBytes(StandardCharsets.US_ASCII));
            isCut.await();
        });
        int port = serve(listen(), client -> {
            try (Socket server = new Socket(InetAddress.ofLiteral(LOOPBACK), plain)) {
                Thread.ofVirtual().start(() -> copy(client, server));
                InputStream in = server.getInputStream();
                byte[] block = new byte[8192];
                client.setSoTimeout(1000);
                server.setSoTimeout(1000);
                for (int count = in.read(block); count >= 0; count = in.read(block)) {
                    client.getOutputStream().write(block, 0, count);
                }
            }
        });

        try (Wire wire = connect(port, LOOPBACK, "good")) {
            byte[] block = new byte[9];
            for (int read = 0; read < 9; ) {
                read += wire.read(block, read, 9 - read);
            }
            assertThatThrownBy(() -> wire.read(block, 0, 9))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("without a TLS farewell");
        } finally {
            isCut.countDown();
        }
    }

    @Test
    void aFarewellIsAnEnd() throws Exception {
        int port = server(certificate("good", "ip:127.0.0.1"), socket -> {
            ((SSLSocket) socket).startHandshake();
            socket.close();
        });

        try (Wire wire = connect(port, LOOPBACK, "good")) {
            assertThat(wire.read(new byte[9], 0, 9)).isEqualTo(-1);
        }
    }

    /**
     * TLS 1.2 lets a server begin another handshake at any time, and go on with data in it. There is no room for these, so that waiting
     * for the end of such a handshake would never end.
     */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatNegotiatesAnewIsLeft() throws Exception {
        Script negotiateAnew = socket -> {
            ((SSLSocket) socket).startHandshake();
            ((SSLSocket) socket).startHandshake();
            socket.getOutputStream().write(new byte[1_000_000]);
            new CountDownLatch(1).await();
        };
        int port = server(certificate("good", "ip:127.0.0.1"), negotiateAnew, "TLSv1.2");

        try (Wire wire = connect(port, LOOPBACK, "good")) {
            assertThatThrownBy(() -> wire.read(new byte[9], 0, 9))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("negotiate anew");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void whatIsNoCertificateIsRefused(String text) {
        assertThatThrownBy(() -> Tls.trusting(text.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("it has no certificate");
    }

    private void refused(int port, String host, String authority) {
        assertThatThrownBy(() -> connect(port, host, authority))
                .isInstanceOfSatisfying(
                        NotConnected.class, e -> assertThat(e.why()).isEqualTo(NotConnected.Why.REFUSED))
                .hasMessageStartingWith("no TLS: ");
    }

    private Wire connect(int port, String host, String authority) throws IOException {
        return tls(authority).over(dial(port, LONG), host, port);
    }

    private Tls tls(String authority) throws IOException {
        return Tls.trusting(Files.readAllBytes(new Certificates(directory).pem(authority)));
    }

    private static Wire dial(int port, Duration time) throws IOException {
        return TestWatchdog.dialer().dial(new Endpoint.Tcp(LOOPBACK, port), Deadline.after(Ticker.SYSTEM, time));
    }

    private String certificate(String name, String subject, String... more) {
        return new Certificates(directory).make(name, subject, more);
    }

    private int server(String name, Script script, String... versions) throws IOException {
        return serve(new Certificates(directory).listen(name, versions), script);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.ofLiteral(LOOPBACK));
    }

    private int serve(ServerSocket listener, Script script) {
        servers.add(listener);
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    script.run(socket);
                } catch (IOException | InterruptedException e) {
                    // The client has gone, or the test is over.
                }
            }
        });
        return listener.getLocalPort();
    }

    private static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        byte[] block = new byte[8192];
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            out.write(block, 0, count);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }
}
