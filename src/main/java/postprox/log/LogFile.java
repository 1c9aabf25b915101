package postprox.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import postprox.posix.Fifo;
import postprox.posix.FileReason;

/**
 * Appends lines to a file, for machines without a syslog daemon. A line begins with date and time (RFC 3339), unless it has
 * its time in it. Each line is one write(2), so that several processes may share a file. If the file was renamed or removed,
 * as logrotate(8) does, the next line makes it anew. A fifo serves too as long as a program reads it. For one thread.
 */
public final class LogFile implements QueuedSink.Writer {
    private static final String PERMISSIONS = "rw-r-----";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private final Path path;
    private final boolean hasTime;
    private FileChannel channel;
    private String key;

    // Whether this process wrote the file's last line, with its end. Otherwise a write may have failed in the middle of
    // a line (such as on a full disk), be it of this process or of another one.
    private boolean isWhole;

    private LogFile(Path path, boolean hasTime) throws IOException {
        this.path = path;
        this.hasTime = hasTime;
        this.channel = channel(path);
        this.key = key(path);
    }

    /**
     * Opens a file, and makes it if it does not exist.
     *
     * @throws IOException if the file cannot be written; its message tells the user why
     */
    public static LogFile open(Path path) throws IOException {
        return open(path, true);
    }

    /** Opens a file as {@link #open(Path)} does, for lines that have their time in them. */
    public static LogFile openWithoutTime(Path path) throws IOException {
        return open(path, false);
    }

    private static LogFile open(Path path, boolean hasTime) throws IOException {
        try {
            return new LogFile(path, hasTime);
        } catch (IOException e) {
            String reason = switch (e) {
                case NoSuchFileException _ -> "its directory is not there";
                case AccessDeniedException _ -> "no permission";
                default -> String.valueOf(e.getMessage());
            };
            throw new IOException("cannot write the log " + path + ": " + reason, e);
        }
    }

    @Override
    public void write(Severity severity, String line) throws IOException {
        try {
            write(line);
        } catch (IOException e) {
            throw new IOException("cannot write the log " + path + ": " + FileReason.of(e), e);
        }
    }

    private void write(String line) throws IOException {
        boolean mayBeCut = !isWhole;
        isWhole = false;
        if (!isStillThere()) {
            FileChannel next = channel(path);
            channel.close();
            channel = next;
            key = key(path);
            mayBeCut = true;
        }
        append((mayBeCut && endsWithinLine() ? "\n" : "")
                + (hasTime ? time() + " postprox[" + ProcessHandle.current().pid() + "]: " : "") + line + "\n");
        isWhole = true;
    }

    private static String time() {
        return OffsetDateTime.now(ZoneId.systemDefault()).format(TIME);
    }

    private void append(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
    }

    /** Whether somebody has written the beginning of a line and not its end. What is no file, or is not ours to read, cannot tell. */
    private boolean endsWithinLine() throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() > 0 && file.read(last, file.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private boolean isStillThere() throws IOException {
        try {
            return key(path).equals(key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        if (!Files.isRegularFile(path) && Fifo.lacksReader(path)) {
            throw new IOException("it is a pipe that no program reads; start its reader first, or name a file");
        }
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS)));
    }

    /** The device and inode of the file that is at a path now. */
    private static String key(Path path) throws IOException {
        return String.valueOf(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }
}
