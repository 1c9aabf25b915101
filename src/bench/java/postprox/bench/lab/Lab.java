package postprox.bench.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Where one measurement happens: a private directory, the processes that it starts, and their end. All that is started
 * here, and whatever that starts in its turn, carries a mark in its environment: a resident or a daemon leaves its
 * parent, but not the mark. Only {@link #close} may be called from another thread.
 */
public final class Lab implements AutoCloseable {
    public static final String MARK = "POSTPROX_BENCH";

    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path checkout;
    private final Path directory;
    private final String mark;
    private volatile boolean closed;

    private Lab(Path checkout, Path directory) {
        this.checkout = checkout;
        this.directory = directory;
        this.mark = directory.getFileName().toString();
    }

    /**
     * A new lab.
     *
     * @param checkout the directory of the program that is measured
     */
    public static Lab open(Path checkout) throws MeasurementException {
        try {
            Path directory = Files.createTempDirectory("postprox-bench-");
            // Postfix's processes and those of user nobody have to pass through; createTempDirectory makes it 0700.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            return new Lab(checkout, directory);
        } catch (IOException e) {
            throw new MeasurementException("cannot make a temporary directory: " + e.getMessage(), e);
        }
    }

    /** The directory of the program that is measured. */
    public Path checkout() {
        return checkout;
    }

    /** The program that is measured, as its users start it. */
    public String program() {
        return checkout.resolve("postprox").toString();
    }

    /** The native client of the program, which takes the same command line. */
    public String nativeClient() {
        return checkout.resolve("target/postprox-client").toString();
    }

    /** The mark as an environment variable, {@code NAME=value}. */
    public String mark() {
        return MARK + "=" + mark;
    }

    /** A new directory in the lab's own. */
    public Path directory(String name) throws MeasurementException {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new MeasurementException("cannot make " + directory.resolve(name), e);
        }
    }

    /** A file in the lab's own directory. */
    public Path file(String name, String text) throws MeasurementException {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new MeasurementException("cannot write " + directory.resolve(name), e);
        }
    }

    /** Starts a server; it listens on its port when this returns. */
    public Server serve(int port, List<String> command) throws MeasurementException, InterruptedException {
        Path complaints = directory.resolve("server-" + port + ".err");
        Process process = start(command, complaints);
        long end = System.nanoTime() + START_NANOS;
        while (!ProcFs.hasListener(port)) {
            if (!process.isAlive()) {
                throw failure(command, "it ended at once", complaints);
            }
            if (System.nanoTime() - end > 0) {
                throw failure(command, "it does not listen on port " + port, complaints);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return new Server(process, port);
    }

    /** Runs a command to its end, which must be a success. */
    public String run(List<String> command) throws MeasurementException, InterruptedException {
        Path output = directory.resolve("command.out");
        Path complaints = directory.resolve("command.err");
        ProcessBuilder builder =
                builder(command).redirectOutput(output.toFile()).redirectError(complaints.toFile());
        int status = start(builder).waitFor();
        if (status != 0) {
            throw failure(command, "exit status " + status, complaints);
        }
        return text(output);
    }

    /** Processor time that all processes of this lab have used, in seconds. None of them should be at work. */
    public double processorSeconds() {
        while (true) {
            List<OptionalDouble> times = ProcFs.marked(mark()).stream()
                    .map(process -> ProcFs.processorSeconds(process.pid()))
                    .toList();
            // The time of one that has just ended is its parent's now, which may have been looked at before.
            if (times.stream().allMatch(OptionalDouble::isPresent)) {
                return times.stream().mapToDouble(OptionalDouble::getAsDouble).sum();
            }
        }
    }

    /** Whether it has been closed, or is just being closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Ends everything that was started here and removes the directory. Closing it again does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ProcFs.marked(mark()).forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + END_NANOS;
        List<ProcessHandle> left = ProcFs.marked(mark());
        while (!left.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                left.forEach(ProcessHandle::destroyForcibly);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            left = ProcFs.marked(mark());
        }
        remove();
    }

    private Process start(List<String> command, Path complaints) throws MeasurementException {
        return start(
                builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(complaints.toFile()));
    }

    private synchronized Process start(ProcessBuilder builder) throws MeasurementException {
        if (closed) {
            throw new MeasurementException("stopped");
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new MeasurementException("cannot start " + e.getMessage(), e);
        }
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put(MARK, mark);
        return builder;
    }

    private static MeasurementException failure(List<String> command, String what, Path complaints)
            throws MeasurementException {
        String last = text(complaints).lines().reduce((_, line) -> line).orElse("it said nothing");
        return new MeasurementException(String.join(" ", command) + ": " + what + ": " + last);
    }

    private static String text(Path file) throws MeasurementException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new MeasurementException("cannot read " + file, e);
        }
    }

    /** What cannot be removed is left to the system: it is a temporary directory, and the figures are the point. */
    private void remove() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench: cannot remove " + directory + ": " + e.getMessage());
        }
    }
}
