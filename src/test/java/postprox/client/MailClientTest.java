package postprox.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailClientTest {
    /** Any program may be at the port that is asked. */
    @Test
    void aServerThatNeverEndsItsReplyKeepsNobodyWaiting() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.ofVirtual().start(() -> dribble(listener));
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());

            assertThatThrownBy(
                            () -> MailClient.of(address, Duration.ofMillis(500)).close())
                    .isInstanceOf(SocketTimeoutException.class);
            server.join();
        }
    }

    private static void dribble(ServerSocket listener) {
        try (Socket client = listener.accept()) {
            OutputStream out = client.getOutputStream();
            out.write('2');
            while (true) {
                Thread.sleep(50);
                out.write('2');
            }
        } catch (IOException | InterruptedException e) {
            // The client has gone.
        }
    }
}
