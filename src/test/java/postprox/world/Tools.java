package postprox.world;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import postprox.testkit.Ports;

/** Programs of Debian's that the tests use, and what else they need of the machine. */
public final class Tools {
    public static final String PYTHON = require("/usr/bin/python3", "python3");

    public static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Tools() {}

    /** The path of a program, which must be installed. */
    public static String require(String path, String debianPackage) {
        if (!Files.isExecutable(Path.of(path))) {
            throw new AssertionError(path + " is missing: apt-get install --no-install-recommends " + debianPackage
                    + " (or run ./test)");
        }
        return path;
    }

    /** Runs a command to its end, which must be a success; returns what it said. */
    public static String run(String... command) {
        Result result = attempt(List.of(command));
        if (result.status() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + ": exit status " + result.status() + "\n" + result.said());
        }
        return result.said();
    }

    /** An exit status, and what was said on standard output and error. */
    public record Result(int status, String said) {}

    /** Runs a command to its end. What it leaves in the background may keep its output open: that goes to a file. */
    public static Result attempt(List<String> command) {
        try {
            Path output = Files.createTempFile("postprox-test", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", command) + " does not end; it said:\n"
                            + Files.readString(output, ISO_8859_1));
                }
                return new Result(process.exitValue(), Files.readString(output, ISO_8859_1));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A port of 127.0.0.1 that nobody listens on, and that no other test is given. */
    public static int freePort() {
        return Ports.free();
    }

    /** The path of a test resource beside this class, which every user can read. */
    public static String resource(String name) {
        return ResourceFiles.copy(name).toString();
    }
}
