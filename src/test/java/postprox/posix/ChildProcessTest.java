package postprox.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.OpenDescriptors;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** How a child ended and what it wrote to its standard error, one byte a character. */
    record Result(ChildExit exit, String errors) {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 75, 126, 127, 128, 255})
    void exitStatusComesThrough(int status) throws IOException {
        assertThat(run("exit " + status).exit()).isEqualTo(new ChildExit.Status(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9, 11, 13, 15})
    void signalThatWasNotOursIsTold(int signal) throws IOException {
        assertThat(run("ulimit -c 0; kill -" + signal + " $$").exit()).isEqualTo(new ChildExit.Signal(signal));
    }

    @Test
    void standardErrorComesThroughByteForByte() throws IOException {
        assertThat(run("printf 'a\\000\\377\\n\\r' >&2").errors()).isEqualTo("a\0\u00ff\n\r");
    }

    @Test
    void allThatWasWrittenBeforeTheEndIsRead() throws IOException {
        assertThat(run("head -c 1000000 /dev/zero >&2; printf end >&2").errors())
                .hasSize(1_000_003)
                .endsWith("end");
    }

    @Test
    void argumentsAndEnvironmentArePassedByteForByte() throws IOException {
        SpawnRequest request = new SpawnRequest(
                "/bin/sh",
                List.of("sh", "-c", "printf '%s|%s|%s' \"$0\" \"$1\" \"$V\" >&2", "\u00ff\u00fe", "a b\n"),
                List.of("V=\u00c3\u00bc\u00e9"));
        assertThat(run(request, LONG).errors()).isEqualTo("\u00ff\u00fe|a b\n|\u00c3\u00bc\u00e9");
    }

    @Test
    void environmentHoldsWhatWasGivenAndNothingElse() throws IOException {
        SpawnRequest request =
                new SpawnRequest("/usr/bin/env", List.of("sh", "/usr/bin/env"), List.of("A=1", "B=", "C=x=y"));
        SpawnRequest onError =
                new SpawnRequest("/bin/sh", List.of("sh", "-c", "exec /usr/bin/env >&2"), request.environment());
        assertThat(run(onError, LONG).errors().split("\n"))
                .contains("A=1", "B=", "C=x=y")
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void standardInputAndOutputAreTheNullDevice() throws IOException {
        assertThat(run("in=$(readlink /proc/$$/fd/0); out=$(readlink /proc/$$/fd/1); echo $in $out >&2")
                        .errors())
                .isEqualTo("/dev/null /dev/null\n");
    }

    @Test
    void noDescriptorOfOursIsInherited() throws IOException {
        Descriptors.Pipe pipe;
        try (Arena arena = Arena.ofConfined()) {
            pipe = Descriptors.pipe(arena);
        }
        try {
            // 3 is that of ls itself, for the directory.
            assertThat(run("exec >&2; exec ls /proc/self/fd").errors()).isEqualTo("0\n1\n2\n3\n");
        } finally {
            Descriptors.close(pipe.readEnd());
            Descriptors.close(pipe.writeEnd());
        }
    }

    /** The JVM blocks some signals in its threads and ignores SIGPIPE; a shell script expects neither. */
    @Test
    void noSignalIsBlockedOrIgnored() throws IOException {
        assertThat(run("exec grep -E '^Sig(Blk|Ign):' /proc/self/status >&2").errors())
                .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    }

    @Test
    void childLeadsASessionAndAProcessGroupOfItsOwn() throws IOException {
        String[] child = run("cut -d' ' -f1,5,6 /proc/$$/stat >&2; exit 0")
                .errors()
                .strip()
                .split(" ");
        assertThat(child[1]).isEqualTo(child[0]);
        assertThat(child[2]).isEqualTo(child[0]);
    }

    @Test
    void programThatDoesNotExistCannotBeStarted() {
        SpawnRequest request = new SpawnRequest("/no/such/program", List.of("program"), List.of());
        assertThatThrownBy(() -> run(request, LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot start /no/such/program: no such file or directory");
    }

    @Test
    void environmentThatIsTooLargeIsAnErrorInWords() {
        SpawnRequest request = new SpawnRequest("/bin/true", List.of("true"), List.of("V=" + "x".repeat(1 << 20)));
        assertThatThrownBy(() -> run(request, LONG)).hasMessage("cannot start /bin/true: argument list too long");
    }

    @Test
    void childThatHasNoTimeLeftIsKilled() throws IOException {
        assertThat(run(shell("sleep 1000"), Duration.ZERO).exit()).isEqualTo(new ChildExit.TimedOut());
    }

    @Test
    void childThatIsAskedToEndMayCleanUpButHasTimedOut() throws IOException {
        Result result = run(shell("trap 'echo cleaned up >&2; exit 0' TERM; sleep 1000"), Duration.ofMillis(300));
        assertThat(result.exit()).isEqualTo(new ChildExit.TimedOut());
        assertThat(result.errors()).endsWith("cleaned up\n");
    }

    @Test
    void noDescriptorAndNoZombieIsLeftAfterManyRuns() throws IOException {
        SpawnRequest broken = new SpawnRequest("/no/such/program", List.of("program"), List.of());
        assertThat(run("exit 0").exit()).isEqualTo(new ChildExit.Status(0));
        long before = OpenDescriptors.count();
        List<ProcessTable.Entry> zombies = ProcessTable.ownZombies();
        for (int i = 0; i < 50; i++) {
            assertThat(run("echo x >&2; exit 1").errors()).isEqualTo("x\n");
            assertThat(run(shell("sleep 1000"), Duration.ofMillis(1)).exit()).isEqualTo(new ChildExit.TimedOut());
            assertThatThrownBy(() -> run(broken, LONG)).isInstanceOf(IOException.class);
        }
        // What another test of this JVM has left open may be closed meanwhile.
        assertThat(OpenDescriptors.count()).isLessThanOrEqualTo(before);
        assertThat(ProcessTable.ownZombies()).isEqualTo(zombies);
    }

    private static SpawnRequest shell(String command) {
        return new SpawnRequest("/bin/sh", List.of("sh", "-c", command), List.of("PATH=/usr/bin:/bin"));
    }

    private static Result run(String command) throws IOException {
        return run(shell(command), LONG);
    }

    private static Result run(SpawnRequest request, Duration timeout) throws IOException {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        ChildExit exit = ChildProcess.run(request, timeout, errors::writeBytes);
        return new Result(exit, errors.toString(StandardCharsets.ISO_8859_1));
    }
}
