package postprox.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** Who asks waits for no socket that is not answered. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class AskingTest {
    private static final Watchdog WATCHDOG = TestWatchdog.running();

    @TempDir
    private Path directory;

    /** It listens and accepts nobody, as a process that is stopped, or that means harm to root who asks all users' processes. */
    @Test
    void aProcessThatAcceptsNobodyKeepsNobodyWaiting() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Path path = directory.resolve("x.control");
        Path deaf = directory.resolve("deaf.control");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel _ =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(deaf), 1)) {
            boolean isFull = false;
            while (!isFull) {
                SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(one);
                SelectableChannel _ = one.configureBlocking(false);
                isFull = !isConnected(one, deaf);
            }
            assertThatThrownBy(() -> Asking.ask(deaf, "status", WATCHDOG)).hasMessage("it takes no more connections");
            try (ControlSocket _ = ControlSocket.open(
                    path, Map.of("status", json -> json.writeStringProperty("answer", "well")), WATCHDOG)) {
                assertThat(Asking.ask(path, "status", WATCHDOG).line()).contains("well");
            }
            assertThat(deaf).as("its process is alive").exists();
        } finally {
            for (SocketChannel one : waiting) {
                one.close();
            }
        }
    }

    private static boolean isConnected(SocketChannel channel, Path socket) throws IOException {
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void aDirectoryThatHasGoneMeanwhileHasNoSockets() throws IOException {
        assertThat(ControlPlace.in(directory.resolve("gone"))).isEmpty();
        assertThatThrownBy(() -> Asking.ask(directory.resolve("gone.control"), "status", WATCHDOG))
                .isInstanceOf(ConnectException.class);
    }
}
