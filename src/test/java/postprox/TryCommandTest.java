package postprox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.BuiltJar;

/** {@code postprox try} as a program of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TryCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"exit 0, 0, accepted", "exit 1, 1, refused", "exit 2, 4, filter failed", "nosuch, 4, filter failed"})
    void exitStatusIsTheResult(String command, int status, String verdict) throws Exception {
        Ended ended = run("-c", command, "examples/messages/clean.eml");

        assertThat(ended.status()).isEqualTo(status);
        assertThat(ended.output()).startsWith("verdict   " + verdict);
        assertThat(ended.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "examples/messages/clean.eml, 'try needs a filter: postprox try FILTER MESSAGE..., or -c COMMAND, --filter or --config FILE'",
        "-c true /no/such/message, try: cannot read the message /no/such/message: no such file or directory",
        "-c true -d /no/such/directory, -d: /no/such/directory is not a directory; create it or name another",
        "-c true -t never, '-t: ''never'' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m'"
    })
    void wrongUseIsOneLineThatSaysWhatToDo(String arguments, String complaint) throws Exception {
        Ended ended = run(arguments.split(" "));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.errors()).isEqualTo("postprox: " + complaint + "\n");
    }

    @Test
    void allFiltersOfAFileAreTried() throws Exception {
        Path file = Files.writeString(directory.resolve("postprox.conf"), """
                [filter first]
                filter = command:true
                [filter second]
                filter = command:echo 554 no >&2; exit 1
                """);
        Ended ended = run("--config", file.toString(), "examples/messages/clean.eml");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output())
                .startsWith("verdict   refused by second\nreply     554 no\nfilter    first: pass, after ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "/dev/stdin"})
    void messageMayComeThroughAPipe(String name) throws Exception {
        Process process = start(command("-c", "true", name));
        try (Writer message = process.outputWriter()) {
            message.write("Subject: x\n\nbody\n");
        }

        assertThat(end(process).output()).contains("\nmessage   17 bytes, as the filter saw it\n");
    }

    @Test
    void messageThatCannotBeReadIsTheSystemsFault() throws Exception {
        Ended ended = run("-c", "true", "/proc/self/mem");

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.errors()).isEqualTo("postprox: cannot read the message: Input/output error\n");
    }

    @Test
    void bytesBeyondAsciiSurviveInNamesValuesAndDiff() throws Exception {
        // A shell hands on the name of the file in UTF-8 as the bytes that it is.
        String file = "\"$1/caf\303\251\"";
        Path script = Files.writeString(
                directory.resolve("script"),
                "printf 'caf\\303\\251\\n' >" + file + "; exec java -jar '" + BuiltJar.path() + "' try"
                        + " --sender 'caf\303\251@x' -c 'sed s/c/C/ \"$EMAIL\" >\"$OUTFILE\"' " + file,
                ISO_8859_1);

        Ended ended = end(start(List.of("sh", script.toString(), directory.toString())));

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.output()).contains("SENDER=caf\303\251@x\n").endsWith("\n-caf\303\251\n+Caf\303\251\n");
    }

    @Test
    void breakingOffLeavesNeitherFilesNorProcesses() throws Exception {
        Path signs = directory.resolve("signs");
        assertThat(new ProcessBuilder("mkfifo", signs.toString()).start().waitFor())
                .isZero();
        Path spool = Files.createDirectory(directory.resolve("spool"));
        Process trial = start(command("-d", spool.toString(), "-c", "sleep 1000 & echo $$ $! >" + signs + "; wait"));
        trial.outputWriter().close();

        // Comes only when the filter is at work.
        String[] processes = Files.readString(signs).strip().split(" ");
        trial.destroy();

        assertThat(trial.waitFor()).isEqualTo(128 + 15);
        assertThat(spool).isEmptyDirectory();
        for (String process : processes) {
            ProcessHandle.of(Long.parseLong(process))
                    .ifPresent(handle ->
                            handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
        }
    }

    /** A pipe holds less than what is written: when that is done, the message has its file. */
    @Test
    void breakingOffWhileTheMessageComesLeavesNoFiles() throws Exception {
        Path spool = Files.createDirectory(directory.resolve("spool"));
        Process trial = start(command("-d", spool.toString(), "-c", "true"));
        trial.getOutputStream().write(new byte[1024 * 1024]);
        assertThat(spool).isNotEmptyDirectory();
        // Process.destroy() would also close the pipe, and so end the message.
        assertThat(trial.toHandle().destroy()).isTrue();

        Ended ended = end(trial);
        assertThat(ended.status()).isEqualTo(128 + 15);
        assertThat(ended.errors()).isEmpty();
        assertThat(spool).isEmptyDirectory();
    }

    /** This one has no end. */
    @Test
    void aMessageBeyondTheLimitIsNotReadToItsEnd() throws Exception {
        Path spool = Files.createDirectory(directory.resolve("spool"));
        Ended ended = run("-d", spool.toString(), "-c", "true", "--message-size", "1M", "/dev/zero");

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).isEqualTo("""
                verdict   refused unfiltered: the message is larger than --message-size allows
                reply     552 5.3.4 Error: message is larger than allowed here
                """);
        assertThat(spool).isEmptyDirectory();
    }

    private record Ended(int status, String output, String errors) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Process process = start(command(arguments));
        process.outputWriter().close();
        return end(process);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                BuiltJar.path().toString(),
                "try"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.equals("JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    private Ended end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        int status = process.waitFor();
        return new Ended(status, output, Files.readString(directory.resolve("errors"), ISO_8859_1));
    }
}
