package postprox.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogWriterTest {
    private static final String IDENT = "postprox[" + ProcessHandle.current().pid() + "]: ";

    @TempDir
    private Path directory;

    /** RFC 3164 section 4.1: facility times eight and severity, in brackets; mail is facility 2. */
    @ParameterizedTest
    @CsvSource({"ERROR, 19", "WARNING, 20", "INFO, 22", "DEBUG, 23"})
    void lineHasFacilityMailAndTheTimeAsSyslogWritesIt(Severity severity, int number) {
        SyslogWriter writer = new SyslogWriter("/dev/log");
        assertThat(writer.format(severity, "text", LocalDateTime.of(2026, 1, 2, 3, 4, 5)))
                .isEqualTo("<" + number + ">Jan  2 03:04:05 " + IDENT + "text");
        assertThat(writer.format(severity, "text", LocalDateTime.of(2026, 12, 31, 23, 59, 0)))
                .isEqualTo("<" + number + ">Dec 31 23:59:00 " + IDENT + "text");
    }

    @Test
    @Timeout(60)
    void daemonReceivesEachLineAsOneDatagramByteForByte() throws Exception {
        Path socket = directory.resolve("log");
        try (Daemon daemon = Daemon.on(socket)) {
            SyslogWriter writer = new SyslogWriter(socket.toString());
            writer.write(Severity.INFO, "one gr\u00c3\u00bc\u00df\u00ff");
            writer.write(Severity.WARNING, "x".repeat(6000));
            assertThat(daemon.next())
                    .matches("<22>[A-Z][a-z]{2} [ 0-9]\\d [\\d:]{8} " + pattern("one gr\u00c3\u00bc\u00df\u00ff"));
            assertThat(daemon.next()).matches("<20>.{15} " + pattern("x".repeat(6000)));
        }
    }

    @Test
    @Timeout(60)
    void daemonThatWasStartedAgainIsFoundAgain() throws Exception {
        Path socket = directory.resolve("log");
        SyslogWriter writer = new SyslogWriter(socket.toString());
        try (Daemon daemon = Daemon.on(socket)) {
            writer.write(Severity.INFO, "one");
            assertThat(daemon.next()).endsWith("one");
        }
        assertThatThrownBy(() -> writer.write(Severity.INFO, "nobody hears this"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("connect " + socket);
        try (Daemon daemon = Daemon.on(socket)) {
            writer.write(Severity.INFO, "two");
            assertThat(daemon.next()).endsWith("two");
        }
        try (Daemon daemon = Daemon.on(socket)) {
            writer.write(Severity.INFO, "three");
            assertThat(daemon.next()).as("the line that found out is not lost").endsWith("three");
        }
    }

    @Test
    void daemonThatIsNotThereIsAnErrorThatNamesItsSocket() {
        SyslogWriter writer = new SyslogWriter(directory.resolve("none").toString());
        assertThatThrownBy(() -> writer.write(Severity.INFO, "text"))
                .isInstanceOf(IOException.class)
                .hasMessage("connect " + directory.resolve("none") + ": no such file or directory");
    }

    @Test
    void pathThatIsTooLongForASocketIsAnErrorInWords() {
        SyslogWriter writer = new SyslogWriter("/" + "x".repeat(107));
        assertThatThrownBy(() -> writer.write(Severity.INFO, "text"))
                .hasMessage("connect: the path of a socket has at most 107 bytes");
    }

    private static String pattern(String text) {
        return Pattern.quote(IDENT + text);
    }

    /** A syslog daemon as far as one is needed: Java knows no Unix datagram sockets, Python does. */
    private record Daemon(Process process, BufferedReader received) implements AutoCloseable {
        private static final String PROGRAM = """
                import os, socket, sys
                s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                if os.path.exists(sys.argv[1]):
                    os.unlink(sys.argv[1])
                s.bind(sys.argv[1])
                sys.stdout.buffer.write(b"ready\\n")
                while True:
                    sys.stdout.buffer.flush()
                    sys.stdout.buffer.write(s.recv(65536) + b"\\n")
                """;

        static Daemon on(Path socket) throws IOException {
            Process process = start(socket);
            Daemon daemon = new Daemon(process, process.inputReader(StandardCharsets.ISO_8859_1));
            assertThat(daemon.next()).isEqualTo("ready");
            return daemon;
        }

        private static Process start(Path socket) throws IOException {
            try {
                return new ProcessBuilder("/usr/bin/python3", "-c", PROGRAM, socket.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
            } catch (IOException e) {
                throw new IOException("this test needs Python: apt-get install python3", e);
            }
        }

        String next() throws IOException {
            return String.valueOf(received.readLine());
        }

        @Override
        public void close() throws IOException {
            received.close();
            process.destroyForcibly().onExit().join();
        }
    }
}
