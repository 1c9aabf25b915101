package postprox.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import postprox.json.JsonObject;
import postprox.posix.FileReason;

/**
 * The events of a log in JSON, the latest first, also those of its rotated files ({@link RotatedFiles}). It reads from the end, so that
 * the last lines of a large file come at once, and keeps nothing of what it has read. A line that is no event is counted. Not thread-safe.
 */
public final class Journal implements AutoCloseable {
    private final Path file;
    private final Optional<Instant> since;
    // A rotation while the log is read gives a file another name, also one that has been read.
    private final Set<String> read = new HashSet<>();
    private Path present;
    private final Iterator<Path> older;
    private Optional<BackwardLines> lines = Optional.empty();
    private long damaged;

    private Journal(Path file, Optional<Instant> since) {
        this.file = file;
        this.present = file;
        this.since = since;
        this.older = new RotatedFiles(file);
    }

    /**
     * Opens a log.
     *
     * @param since how far back to read; empty for all that there is
     * @throws NoSuchFileException if there is no such log
     * @throws IOException         if it cannot be read; its message says which file, and why
     */
    public static Journal open(Path file, Optional<Instant> since) throws IOException {
        return open(file, since, Long.MAX_VALUE);
    }

    /** Opens a log, of whose present file only what stands before a place is wanted. */
    static Journal open(Path file, Optional<Instant> since, long end) throws IOException {
        Journal journal = new Journal(file, since);
        try {
            journal.begin(end);
        } catch (NoSuchFileException e) {
            // Since the last rotation there was no event.
            journal.openOlder();
            if (journal.lines.isEmpty()) {
                throw e;
            }
        }
        return journal;
    }

    private void begin(long end) throws IOException {
        try {
            boolean _ = read.add(LogFiles.key(file));
            lines = Optional.of(BackwardLines.of(file, end));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(IOException reason) {
        return new IOException("cannot read the log " + present + ": " + FileReason.of(reason), reason);
    }

    /**
     * The event before the last one that was read; empty if there is none since the time that is asked for.
     *
     * @throws IOException if a file cannot be read; its message says which file, and why
     */
    public Optional<LogEvent> next() throws IOException {
        while (lines.isPresent()) {
            Optional<String> line = line(lines.get());
            if (line.isEmpty()) {
                openOlder();
                continue;
            }
            Optional<LogEvent> event = JsonObject.read(line.get()).flatMap(object -> LogEvent.of(object, line.get()));
            if (event.isPresent() && since.isPresent() && event.get().time().isBefore(since.get())) {
                close();
                return Optional.empty();
            }
            if (event.isPresent()) {
                return event;
            }
            damaged += line.get().isBlank() ? 0 : 1;
        }
        return Optional.empty();
    }

    private Optional<String> line(BackwardLines from) throws IOException {
        try {
            return from.next();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How many lines were no events. */
    public long damaged() {
        return damaged;
    }

    /** Opens the file that logrotate(8) has made before the present one. */
    private void openOlder() throws IOException {
        close();
        while (lines.isEmpty() && older.hasNext()) {
            present = older.next();
            try {
                if (read.add(LogFiles.key(present))) {
                    lines = Optional.of(
                            RotatedFiles.isPacked(present)
                                    ? BackwardLines.over(PackedLog.unpack(present), Long.MAX_VALUE)
                                    : BackwardLines.of(present));
                }
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (lines.isPresent()) {
            lines.get().close();
            lines = Optional.empty();
        }
    }
}
