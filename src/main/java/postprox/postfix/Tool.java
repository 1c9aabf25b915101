package postprox.postfix;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that is run to its end, such as postconf(1). It gets no standard input, and its texts are read with one byte a
 * character.
 */
public final class Tool {
    /** A program that says more than this is not the one that we wanted. postconf(1) says 50 kB. */
    private static final int MOST_OUTPUT = 16 << 20;

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration AFTER_END = Duration.ofSeconds(5);

    /** Programs of the administrator are here, also where PATH does not say so. */
    private static final List<String> DIRECTORIES =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Tool() {}

    /**
     * The result of a run.
     *
     * @param status the exit status
     * @param output standard output
     * @param errors standard error
     */
    public record Result(int status, String output, String errors) {
        public boolean isGood() {
            return status == 0;
        }

        /** What the program has said, in one line: its errors, or else its output, or else its exit status. */
        public String inShort() {
            String said = (errors.isBlank() ? output : errors).strip().replace("\n", "; ");
            return said.isEmpty() ? "exit status " + status : said;
        }
    }

    /** The path of a program of this machine; empty if it is not installed. */
    public static Optional<Path> find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs a program.
     *
     * @param command its name, or its path, and its arguments
     * @throws IOException if it is not there, cannot be started, or does not end within a minute
     */
    public static Result run(List<String> command) throws IOException {
        List<String> words = new ArrayList<>(command);
        if (!words.getFirst().contains("/")) {
            words.set(
                    0,
                    find(words.getFirst())
                            .orElseThrow(() -> new IOException(command.getFirst() + " is not installed here"))
                            .toString());
        }
        Process process = new ProcessBuilder(words)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            return result(process, command.getFirst());
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while " + command.getFirst() + " ran");
        } finally {
            var _ = process.destroyForcibly();
        }
    }

    private static Result result(Process process, String name) throws IOException, InterruptedException {
        Said output = new Said(process.getInputStream());
        Said errors = new Said(process.getErrorStream());
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException(name + " did not end within " + LONGEST.toSeconds() + " s");
        }
        return new Result(process.exitValue(), output.text(), errors.text());
    }

    /** What a program writes to one of its outputs, read by a thread of its own. */
    private static final class Said {
        private final InputStream stream;
        private final Thread reader;
        private volatile String text = "";

        Said(InputStream stream) {
            this.stream = stream;
            this.reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try {
                text = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                text = String.valueOf(e.getMessage());
            }
        }

        /** The whole text. A daemon that the program has started may hold its output open, so this waits for a limited time. */
        String text() throws InterruptedException {
            boolean _ = reader.join(AFTER_END);
            return text;
        }
    }
}
