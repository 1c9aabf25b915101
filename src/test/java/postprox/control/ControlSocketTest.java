package postprox.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.TestWatchdog;
import postprox.time.Watchdog;

/** The control socket answers its user, and nobody keeps it from that. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ControlSocketTest {
    private static final Watchdog WATCHDOG = TestWatchdog.running();

    @TempDir
    private Path directory;

    private final List<ControlSocket> open = new ArrayList<>();

    @AfterEach
    void cleanUp() throws IOException {
        for (ControlSocket socket : open) {
            socket.close();
        }
    }

    private ControlSocket open(String answer) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        ControlSocket socket = ControlSocket.open(
                path(), Map.of("status", json -> json.writeStringProperty("answer", answer)), WATCHDOG);
        open.add(socket);
        return socket;
    }

    private Path path() {
        return directory.resolve("x.control");
    }

    private String ask() throws IOException {
        return Asking.ask(path(), "status", WATCHDOG).line();
    }

    @Test
    void itAnswersAndIsItsUsersAlone() throws IOException {
        open("well");

        assertThat(ask()).isEqualTo("{\"protocol\":1,\"answer\":\"well\"}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(path());
        }
    }

    @Test
    void whereOthersMayEnterThereIsNone() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x---"));

        assertThatThrownBy(() -> ControlSocket.open(path(), Map.of(), WATCHDOG))
                .hasMessage("others may enter " + directory + "; chmod 700 " + directory
                        + ", or name a directory of its own");
        assertThat(path()).doesNotExist();
    }

    @Test
    void aQuestionThatIsNoneIsToldSo() throws IOException {
        open("well");

        assertThat(Asking.ask(path(), "handover", WATCHDOG).line())
                .contains("\"error\":\"this process answers no such question, but: status\"");
        assertThat(say("{\"protocol\":2,\"ask\":\"status\"}\n")).contains("speaks protocol 1 alone");
        assertThat(say("GET / HTTP/1.1\r\n")).contains("\"error\":\"a question is a JSON object");
        assertThat(say("x".repeat(4000))).contains("\"error\":");
    }

    @Test
    void whatAKilledProcessLeftIsReplacedAndItsOtherSocketsGo() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        Path other = directory.resolve("other.control");
        leaveDead(path());
        leaveDead(other);

        open("well");

        assertThat(ask()).contains("well");
        assertThat(other).doesNotExist();
    }

    @Test
    void theSocketOfALivingProcessStays() throws IOException {
        open("first");

        assertThatThrownBy(() -> open("second")).hasMessageContaining("another process answers there");
        assertThat(ask()).contains("first");
    }

    @Test
    void itGoesAtTheEndUnlessAnotherProcessHasItsOwnThere() throws IOException {
        ControlSocket first = open("first");
        Files.delete(path());
        ControlSocket second = open("second");

        first.close();
        assertThat(ask()).contains("second");
        second.close();
        assertThat(path()).doesNotExist();
        assertThatThrownBy(this::ask).isInstanceOfAny(ConnectException.class, IOException.class);
    }

    @Test
    void halfQuestionsKeepNobodyOutAndAreEnded() throws IOException {
        open("well");
        List<SocketChannel> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                SocketChannel half = connect();
                halves.add(half);
                int _ = half.write(bytes("{\"protocol\":1,"));
            }
            assertThat(ask()).contains("well");
            for (SocketChannel half : halves) {
                assertThat(rest(half)).doesNotContain("well");
            }
        } finally {
            for (SocketChannel half : halves) {
                half.close();
            }
        }
    }

    /** The directory has been opened since, so that the socket's own look at the other end is all that is left. */
    @Test
    void anotherUserHearsNothing() throws IOException, InterruptedException {
        open("well");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        String asking = "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);"
                + " s.sendall(b'{\"protocol\":1,\"ask\":\"status\"}\\n'); print('heard', s.recv(999))";
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "python3",
                        "-c",
                        asking,
                        path().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int _ = process.waitFor();

        assertThat(output).doesNotContain("well");
        assertThat(ask()).contains("well");
    }

    @Test
    void whoAsksIsToldWhoseProcessItIs() throws IOException {
        open("well");

        assertThat(Asking.ask(path(), "status", WATCHDOG).user()).isEqualTo(System.getProperty("user.name"));
    }

    private static void leaveDead(Path path) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            ServerSocketChannel _ = dead.bind(UnixDomainSocketAddress.of(path));
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    private String say(String line) throws IOException {
        try (SocketChannel channel = connect()) {
            int _ = channel.write(bytes(line));
            return rest(channel);
        }
    }

    private static String rest(SocketChannel channel) {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            while (channel.read(buffer) >= 0) {
                text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
                buffer.clear();
            }
        } catch (IOException e) {
            // The other end has closed it with a part of the question unread.
        }
        return text.toString();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The kernel keeps who connects waiting until the queue has room, for ever if nobody takes one out. */
    @Test
    void aProcessThatTakesNoConnectionKeepsNobodyWaiting() throws Exception {
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocketChannel full = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            full.bind(UnixDomainSocketAddress.of(path()), 1);
            assertThatThrownBy(() -> {
                        while (true) {
                            SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
                            queue.add(one);
                            one.configureBlocking(false);
                            boolean _ = one.connect(UnixDomainSocketAddress.of(path()));
                        }
                    })
                    .isInstanceOf(IOException.class);

            assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
        } finally {
            for (SocketChannel one : queue) {
                one.close();
            }
        }
    }

    /** Any user can make a directory of that form, and with it figures of a postprox that does not run. */
    @Test
    void aDirectoryThatIsNotOfTheUserWhoseNumberItHasIsLeftOut() throws Exception {
        Path other = Files.createDirectory(
                Path.of("/tmp/.postprox-" + (4_000_000 + ProcessHandle.current().pid())));
        Path socket = other.resolve("x.control");
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(socket));

            assertThat(ControlPlace.all()).doesNotContain(socket);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(other);
        }
    }
}
