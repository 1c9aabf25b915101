package postprox.filter.clamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Answer;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.filter.virus.OnFinding;
import postprox.filter.virus.VirusRules;
import postprox.net.Endpoint;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;

/** What a clamd that was taken over can do with the descriptor that it gets: read the message, and nothing else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassedDescriptorTest {
    private static final String TEXT = "Subject: x\n\nbody\n";

    /**
     * Reads the message by the descriptor, and then tries each way to change it. It opens a file in memory once more, by its path in
     * /proc: everybody has all permissions on such a file. Its reply has what it read, and what it could do.
     */
    private static final String CLAMD = """
            import mmap, os, socket, sys
            server = socket.socket(socket.AF_UNIX)
            server.bind(sys.argv[1])
            server.listen()
            print('ready', flush=True)
            while True:
                peer = server.accept()[0]
                fd = socket.recv_fds(peer, 100, 1)[1][0]
                done = []
                def attempt(what, action):
                    try:
                        action()
                        done.append(what)
                    except OSError:
                        pass
                text = os.pread(fd, 1000, 0).decode().replace('\\n', '|')
                attempt('wrote', lambda: os.pwrite(fd, b'X', 0))
                attempt('appended', lambda: os.pwrite(fd, b'X', os.fstat(fd).st_size))
                attempt('cut', lambda: os.ftruncate(fd, 1))
                attempt('extended', lambda: os.ftruncate(fd, 1000))
                attempt('mapped', lambda: mmap.mmap(fd, 1, prot=mmap.PROT_READ | mmap.PROT_WRITE))
                if os.readlink('/proc/self/fd/%d' % fd).startswith('/memfd:'):
                    attempt('opened and wrote', lambda: os.pwrite(os.open('/proc/self/fd/%d' % fd, os.O_RDWR), b'X', 0))
                os.close(fd)
                peer.sendall(('fd[9]: %s %s FOUND' % (text, done)).encode() + bytes(1))
                peer.close()
            """;

    @TempDir
    private Path directory;

    private Examinations examinations;
    private Process clamd;

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        clamd = new ProcessBuilder(
                        "/usr/bin/python3",
                        "-c",
                        CLAMD,
                        directory.resolve("clamd.ctl").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(clamd.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void stop() throws IOException {
        clamd.destroyForcibly();
        clamd.onExit().join();
        examinations.close();
    }

    @Test
    void aMessageInMemoryCanOnlyBeRead() throws IOException {
        try (SpooledMessage message = examinations.message(TEXT)) {
            assertThat(reply(message)).isEqualTo("Subject: x||body| []");
            assertThat(message.file()).isEmpty();
        }
    }

    @Test
    void aMessageInAFileCanOnlyBeRead() throws IOException {
        try (SpooledMessage message = examinations.message(TEXT)) {
            assertThat(message.asFile().path()).isRegularFile();
            assertThat(reply(message)).isEqualTo("Subject: x||body| []");
        }
    }

    /** What it says that it has found. */
    private String reply(SpooledMessage message) throws IOException {
        ClamdFilter filter = new ClamdFilter(
                new Servers(
                        "clamd", List.of(new Endpoint.Unix(directory.resolve("clamd.ctl"))), _ -> {}, Ticker.SYSTEM),
                TestWatchdog.dialer(),
                new ClamdMeaning(new VirusRules("%v", OnFinding.REJECT, OnFinding.REJECT)),
                false);
        Answer answer = filter.examine(examinations.of(message, Duration.ofSeconds(30)));
        assertThat(answer).isInstanceOf(Verdict.Reject.class);
        return ((Verdict.Reject) answer).reply().oneLine().substring("554 5.7.1 ".length());
    }
}
