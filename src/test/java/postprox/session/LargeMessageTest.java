package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Act;
import postprox.testkit.BuiltJar;
import postprox.testkit.Mail;
import postprox.testkit.Point;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.Spooled;

/** A message of 100 MB in a process of its own, whose heap is far smaller: memory stays flat, and no byte is copied without need. */
final class LargeMessageTest {
    private static final int MESSAGE_MEGABYTES = 100;
    private static final String HEAP = "-Xmx64m";

    /** Heap, code and the JVM itself, with room; a process that held the message would need more. */
    private static final long MOST_RESIDENT_KILOBYTES = 150 * 1024;

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+),");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern WRITTEN = Pattern.compile("wchar: (\\d+)");

    /** Each byte is written to the spool and to the next hop. A copy would be a third time, also on a disk that is memory. */
    private static final long MOST_WRITTEN_BYTES = (2 * MESSAGE_MEGABYTES + MESSAGE_MEGABYTES / 2L) << 20;

    @TempDir
    private Path spool;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aHundredMegabytesPassInAHeapOf64() throws IOException, NoSuchAlgorithmException {
        pass("", "", "-c", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "command:printf 'insert 0 X-Scanned: yes\\ndelete X-Gone\\n' >\"$EDITS\"",
                "worker:while IFS= read -r line; do case $line in edits=*) edits=${line#edits=} ;; "
                        + "'') printf 'insert 0 X-Scanned: yes\\ndelete X-Gone\\n' >\"$edits\"; printf 'action=EDIT\\n\\n' ;; "
                        + "esac; done"
            })
    @Tag("full")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void anEditOfTheHeaderCopiesNoBodyAndChangesNoByteOfIt(String filter) throws IOException, NoSuchAlgorithmException {
        pass(
                "X-Gone: 1\r\nSubject:  large\r\n\r\n",
                "X-Scanned: yes\r\nSubject:  large\r\n\r\n",
                "-r",
                "--filter",
                filter);
    }

    /**
     * Passes a message through the filter of some options.
     *
     * @param header   its header, with the empty line
     * @param expected what the next hop must get in its place
     */
    private void pass(String header, String expected, String... options) throws IOException, NoSuchAlgorithmException {
        try (ScriptedNextHop hop =
                ScriptedNextHop.start(Script.obedient().at(Point.EHLO, Act.say("250-next.hop", "250 SIZE 0")))) {
            Process process = start(hop.port(), options);
            try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8);
                    SmtpClient client = SmtpClient.connect(port(log)).greet().envelope()) {
                String digest = sendContent(client, header, expected);
                assertThat(client.finish(".\r\n")).startsWith("250 2.0.0 Ok: queued as ");
                Mail mail = hop.mails().getFirst();
                assertThat(mail.size()).isGreaterThan(MESSAGE_MEGABYTES << 20);
                assertThat(mail.digest()).isEqualTo(digest);
                long peak = number(process, "status", PEAK);
                System.out.println("peak resident memory of the proxy: " + peak + " kB");
                assertThat(peak).isLessThan(MOST_RESIDENT_KILOBYTES);
                assertThat(number(process, "io", WRITTEN)).isLessThan(MOST_WRITTEN_BYTES);
                assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
            } finally {
                process.destroy();
            }
            assertThat(process.onExit().join().isAlive()).isFalse();
            assertThat(Spooled.in(spool)).isEmpty();
        }
    }

    private Process start(int nextHop, String... options) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder command = new ProcessBuilder(
                java.toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-jar",
                BuiltJar.path().toString());
        command.command().addAll(List.of("-l", "0", "--foreground", "--log", "stderr", "-v"));
        command.command().addAll(List.of(options));
        command.command().addAll(List.of("-d", spool.toString(), "127.0.0.1:" + nextHop));
        return command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static int port(BufferedReader log) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("postprox did not start to listen");
    }

    /** Sends content without its final dot; returns the digest of all that the next hop must get, the dot included. */
    private static String sendContent(SmtpClient client, String header, String expected)
            throws IOException, NoSuchAlgorithmException {
        assertThat(client.command("DATA")).startsWith("354");
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        client.send(header.getBytes(StandardCharsets.US_ASCII));
        digest.update(expected.getBytes(StandardCharsets.US_ASCII));
        StringBuilder lines = new StringBuilder("..stuffed\r\n");
        for (int i = 0; lines.length() < 1 << 20; i++) {
            lines.append("x".repeat(i % 998)).append("\r\n");
        }
        byte[] block = lines.toString().getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < MESSAGE_MEGABYTES; i++) {
            digest.update(block);
            client.send(block);
        }
        return HexFormat.of().formatHex(digest.digest(".\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * What proc(5) says of the process: in {@code status} the largest amount of memory that it has ever had (VmHWM), in {@code io} all
     * bytes that it has written to files and sockets (wchar).
     */
    private static long number(Process process, String file, Pattern pattern) throws IOException {
        Matcher number = pattern.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), file)));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }
}
