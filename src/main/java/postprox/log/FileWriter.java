package postprox.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import postprox.text.WireText;

/**
 * Appends lines to a file, each in one write, so that those of several processes do not mix. The file is made where there is
 * none, for its owner and its group to read. It stays open, also where it is renamed, until {@link #reopen}. For one thread,
 * but for {@link #reopen}.
 */
public final class FileWriter implements QueuedSink.Writer {
    private static final Set<StandardOpenOption> APPENDING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Opening opening;
    private Optional<WritableByteChannel> file = Optional.empty();

    /** The last line is not whole: the next one must not become a part of it. */
    private boolean torn;

    // Set by any thread, taken by the one that writes.
    private volatile boolean stale;

    /** A writer to the file at a path, which is opened with the first line. */
    public FileWriter(Path path) {
        this(() -> open(path));
    }

    FileWriter(Opening opening) {
        this.opening = opening;
    }

    /** Opens the file that is at its place now. */
    @FunctionalInterface
    interface Opening {
        WritableByteChannel open() throws IOException;
    }

    /** Why nothing can be written to the file at a path now, if nothing can; where there is none, it is made. */
    public static Optional<String> problem(Path path) {
        try (FileChannel _ = open(path)) {
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("its directory does not exist");
        } catch (AccessDeniedException e) {
            return Optional.of("permission denied");
        } catch (IOException e) {
            return Optional.of(
                    e instanceof FileSystemException system
                            ? String.valueOf(system.getReason())
                            : String.valueOf(e.getMessage()));
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path, APPENDING, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    }

    @Override
    public void write(Severity severity, String line) throws IOException {
        WritableByteChannel open = opened();
        ByteBuffer bytes = ByteBuffer.wrap(WireText.bytes((torn ? "\n" : "") + line + "\n"));
        try {
            while (bytes.hasRemaining()) {
                int _ = open.write(bytes);
            }
        } finally {
            // Where a disk is full, a part of a line may still find room.
            torn = bytes.hasRemaining() && (torn || bytes.position() > 0);
        }
    }

    /** From the next line on writes to the file that is at the path then, as after a log was rotated. */
    @Override
    public void reopen() {
        stale = true;
    }

    private WritableByteChannel opened() throws IOException {
        if (stale) {
            stale = false;
            close();
        }
        if (file.isEmpty()) {
            file = Optional.of(opening.open());
            torn = false;
        }
        return file.get();
    }

    private void close() throws IOException {
        if (file.isPresent()) {
            WritableByteChannel old = file.get();
            file = Optional.empty();
            old.close();
        }
    }
}
